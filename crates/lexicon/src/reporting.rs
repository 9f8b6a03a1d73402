//! Reporting words: by which words a text says that someone says, claims, demands, hopes …

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::table::{Fault, Table, built};

const CUES: Table = Table {
    file: "reporting.tsv",
    text: include_str!("../data/reporting.tsv"),
};
const LIGHT: Table = Table {
    file: "light.tsv",
    text: include_str!("../data/light.tsv"),
};
const NEGATORS: Table = Table {
    file: "negators.tsv",
    text: include_str!("../data/negators.tsv"),
};

/// How many other words may stand between two words of a phrase: "make *it abundantly* clear".
const GAP: usize = 3;

/// What a cue does with its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cue {
    /// The speech act or attitude.
    pub act: Act,
    /// How sure the source shows itself to be that the content holds.
    pub certainty: Certainty,
}

/// How sure a source shows itself to be that what it reports holds or will hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// It is put as a fact: "said", "confirmed".
    Certain,
    /// It is put as likely or meant: "expects", "plans".
    Probable,
    /// It is put as one way things may be: "suggested", "fears".
    Possible,
    /// The cue does not say whether it holds: "demanded", "asked", "hopes".
    Unknown,
}

/// Lists the acts once, with the code each has in the tables and in a record.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident $code:literal)*) => {
        /// The closed list of speech acts and attitudes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$doc])* $act,)* }

        impl Act {
            const CODES: &[(&str, Act)] = &[$(($code, Act::$act),)*];

            /// Its name in a record: "say".
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Act::$act => $code,)* }
            }
        }
    };
}

acts! {
    /// Says, without more colour.
    Say "say"
    /// Says what others may doubt.
    Claim "claim"
    /// Says that something already heard of is so.
    Confirm "confirm"
    /// Says that something is not so.
    Deny "deny"
    /// Makes known.
    Announce "announce"
    /// Commits to doing something.
    Promise "promise"
    /// Says that harm will be done, mostly on a condition.
    Threaten "threaten"
    /// Says that harm may come; voices alarm.
    Warn "warn"
    /// Wants another to act, with force: demands, urges, calls for.
    Demand "demand"
    /// Wants another to act, without force.
    Request "request"
    /// Says that someone did wrong.
    Accuse "accuse"
    /// Thanks.
    Thank "thank"
    /// Says yes: agrees, supports, commits together.
    Agree "agree"
    /// Says no: rejects, opposes, refuses.
    Reject "reject"
    /// Holds to be so.
    Believe "believe"
    /// Holds that it will be so.
    Expect "expect"
    /// Puts a question.
    Ask "ask"
    /// Greets as good.
    Welcome "welcome"
    /// Calls wrong.
    Condemn "condemn"
    /// Says with emphasis, or again.
    Stress "stress"
    /// Gives reasons or details.
    Explain "explain"
    /// Puts forward, hints.
    Suggest "suggest"
    /// Would be glad if it were so.
    Hope "hope"
    /// Would have it so.
    Want "want"
    /// Means to do it.
    Plan "plan"
    /// Speaks about it with others.
    Discuss "discuss"
    /// Settles it.
    Decide "decide"
    /// Tells those under them to do it.
    Order "order"
    /// Passes on as news or finding.
    Report "report"
    /// Speaks well of.
    Praise "praise"
    /// Speaks ill of.
    Criticize "criticize"
    /// Asks to come or take part.
    Invite "invite"
    /// Says that it is so though it may not be welcome: admits, concedes, regrets.
    Acknowledge "acknowledge"
    /// Says what something is like: calls, terms, portrays.
    Describe "describe"
}

/// What the cue does whose words have these lemmas, or `None` if no reporting word is among them.
///
/// The lemmas are in lower case, punctuation included as it stands (":" is a cue). Of all reporting words and
/// phrases among them the longest counts, except that a word which leaves the act to another does so: "express his
/// hope" is a hope, "issue a warning" a warning. Of equals, the first counts. Negation is not looked at, see
/// [`is_negator`].
///
/// ```
/// use verbale_lexicon::{Act, act};
///
/// assert_eq!(act(&["have", "call", "for"]).unwrap().act, Act::Demand);
/// assert_eq!(act(&["express", "his", "hope"]).unwrap().act, Act::Hope);
/// assert_eq!(act(&["walk"]), None);
/// ```
#[must_use]
pub fn act(cue_lemmas: &[&str]) -> Option<Cue> {
    let mut best: Option<&Entry> = None;
    let mut rest = cue_lemmas;
    while let Some((first, after)) = rest.split_first() {
        let Some((entry, end)) = LEXICON.longest(first, after) else {
            rest = after;
            continue;
        };
        if best.is_none_or(|best| entry.rank() > best.rank()) {
            best = Some(entry);
        }
        rest = &after[end..];
    }
    best.map(|entry| entry.cue)
}

/// Whether the word negates what it stands with: "not", "n't", "never", "without".
///
/// Lower case. Words that say no by their meaning ("deny", "refuse") are acts, not negators.
#[must_use]
pub fn is_negator(word: &str) -> bool {
    LEXICON.negators.contains(word)
}

/// Whether `word`, in lower case, is the lemma of a reporting word.
pub(crate) fn is_lemma(word: &str) -> bool {
    LEXICON
        .cues
        .get(word)
        .is_some_and(|entries| entries.iter().any(|entry| entry.rest.is_empty()))
}

/// Whether `word`, in lower case, is the lemma of a reporting verb.
pub(crate) fn is_verb(word: &str) -> bool {
    LEXICON.verbs.contains(word)
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| built(read()));

pub(crate) struct Lexicon {
    /// Entries by their first word.
    cues: HashMap<&'static str, Vec<Entry>>,
    /// The verbs among the single words.
    verbs: HashSet<&'static str>,
    negators: HashSet<&'static str>,
}

struct Entry {
    /// The words after the first.
    rest: Vec<&'static str>,
    cue: Cue,
    light: bool,
}

impl Lexicon {
    /// The longest entry that begins with `first`, its other words found in `after`, and where in `after` it ends. Of
    /// equally long ones, that which ends first.
    fn longest(&self, first: &str, after: &[&str]) -> Option<(&Entry, usize)> {
        let entries = self.cues.get(first)?.iter();
        let found = entries.filter_map(|entry| Some((entry, entry.end(after)?)));
        found.max_by_key(|(entry, end)| (entry.rest.len(), Reverse(*end)))
    }
}

impl Entry {
    /// Where in `words` the entry's words after its first end, if they are all found.
    fn end(&self, words: &[&str]) -> Option<usize> {
        self.rest.iter().try_fold(0, |next, word| {
            let gap = words[next..]
                .iter()
                .take(GAP + 1)
                .position(|other| other == word)?;
            Some(next + gap + 1)
        })
    }

    /// What makes one entry better than another in the same cue: that it keeps the act to itself, and is long.
    fn rank(&self) -> (bool, usize) {
        (!self.light, self.rest.len())
    }
}

pub(crate) fn read() -> Result<Lexicon, Fault> {
    let certainties = [
        ("certain", Certainty::Certain),
        ("probable", Certainty::Probable),
        ("possible", Certainty::Possible),
        ("unknown", Certainty::Unknown),
    ];
    let parts = ["verb", "noun", "adj", "prep", "phrase"];

    let mut light = HashMap::new();
    for row in LIGHT.rows::<1>()? {
        row.enter(&mut light, row.cells[0], false)?;
    }

    let mut seen = HashMap::new();
    let mut lexicon = Lexicon {
        cues: HashMap::new(),
        verbs: HashSet::new(),
        negators: HashSet::new(),
    };
    for row in CUES.rows::<4>()? {
        row.enter(&mut seen, row.cells[0], ())?;
        if let Some(part) = row.list(1).find(|part| !parts.contains(part)) {
            return Err(row.fault(format!("unknown part {part:?}")));
        }
        let cue = Cue {
            act: row.code(2, Act::CODES)?,
            certainty: row.code(3, &certainties)?,
        };
        let yields = light.get_mut(row.cells[0]).map(|met| *met = true).is_some();
        let mut words = row.cells[0].split(' ');
        let first = words.next().unwrap_or_default();
        let entry = Entry {
            rest: words.collect(),
            cue,
            light: yields,
        };
        if entry.rest.is_empty() && row.list(1).any(|part| part == "verb") {
            lexicon.verbs.insert(first);
        }
        lexicon.cues.entry(first).or_default().push(entry);
    }
    for row in LIGHT.rows::<1>()? {
        if !light[row.cells[0]] {
            return Err(row.fault(format!("{:?} is not in {}", row.cells[0], CUES.file)));
        }
    }

    let mut negators = HashMap::new();
    for row in NEGATORS.rows::<1>()? {
        row.enter(&mut negators, row.cells[0], ())?;
    }
    lexicon.negators.extend(negators.into_keys());
    Ok(lexicon)
}
