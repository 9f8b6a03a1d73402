use serde::{Deserialize, Serialize};

use crate::{Span, number, vocabulary::vocabulary};

/// An attribution: words or thoughts that the report ascribes to a source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// `s1`, `s2` … in the order of the text.
    pub id: String,
    /// The entity behind the source, pronouns resolved; none when the source is unnamed.
    pub speaker: Option<String>,
    /// The words for the source; empty when the text names none.
    #[serde(default)]
    pub source: Vec<Span>,
    /// The words that signal the attribution; may be empty.
    #[serde(default)]
    pub cue: Vec<Span>,
    /// What is said; several spans when source and cue interrupt it.
    #[serde(default)]
    pub content: Vec<Span>,
    /// The parts of the content that stand in quote marks.
    #[serde(default)]
    pub quoted: Vec<Span>,
    /// Whether the words are the speaker's or the report's.
    pub mode: Mode,
    /// What the speaker does in saying it, by the cue.
    pub act: Act,
    /// Whether the text says that this was *not* said.
    pub negated: bool,
    /// How sure the source is of it, by the cue.
    pub certainty: Certainty,
    /// The entity told.
    pub addressee: Option<String>,
    /// The meeting, interview or press conference at which it was said.
    pub occasion: Option<String>,
    /// The probability that this row is right; written with at most three decimals.
    #[serde(serialize_with = "number::probability")]
    pub confidence: f32,
}

vocabulary! {
    /// Whose words the content is in.
    pub enum Mode {
        /// The speaker's, in quote marks throughout.
        Direct = "direct",
        /// The report's.
        Indirect = "indirect",
        /// Both: parts stand in quote marks.
        Mixed = "mixed",
    }
}

vocabulary! {
    /// What a speaker does in saying something, as the report's cue has it.
    ///
    /// A cue that fits none of the others is `say`.
    pub enum Act {
        /// Says, without more colour.
        Say = "say",
        /// Says what others may doubt.
        Claim = "claim",
        /// Says that something already heard of is so.
        Confirm = "confirm",
        /// Says that something is not so.
        Deny = "deny",
        /// Makes known.
        Announce = "announce",
        /// Commits to doing something.
        Promise = "promise",
        /// Says that harm will be done, mostly on a condition.
        Threaten = "threaten",
        /// Says that harm may come; voices alarm.
        Warn = "warn",
        /// Wants another to act, with force: demands, urges, calls for.
        Demand = "demand",
        /// Wants another to act, without force.
        Request = "request",
        /// Says that someone did wrong.
        Accuse = "accuse",
        /// Thanks.
        Thank = "thank",
        /// Says yes: agrees, supports, commits together.
        Agree = "agree",
        /// Says no: rejects, opposes, refuses.
        Reject = "reject",
        /// Holds to be so.
        Believe = "believe",
        /// Holds that it will be so.
        Expect = "expect",
        /// Puts a question.
        Ask = "ask",
        /// Greets as good.
        Welcome = "welcome",
        /// Calls wrong.
        Condemn = "condemn",
        /// Says with emphasis, or again.
        Stress = "stress",
        /// Gives reasons or details.
        Explain = "explain",
        /// Puts forward, hints.
        Suggest = "suggest",
        /// Would be glad if it were so.
        Hope = "hope",
        /// Would have it so.
        Want = "want",
        /// Means to do it.
        Plan = "plan",
        /// Speaks about it with others.
        Discuss = "discuss",
        /// Settles it.
        Decide = "decide",
        /// Tells those under them to do it.
        Order = "order",
        /// Passes on as news or finding.
        Report = "report",
        /// Speaks well of.
        Praise = "praise",
        /// Speaks ill of.
        Criticize = "criticize",
        /// Asks to come or take part.
        Invite = "invite",
        /// Says that it is so though it may not be welcome: admits, concedes, regrets.
        Acknowledge = "acknowledge",
        /// Says what something is like: calls, terms, portrays.
        Describe = "describe",
    }
}

vocabulary! {
    /// How sure the source is of the content, by the cue.
    pub enum Certainty {
        /// It is so.
        Certain = "certain",
        /// It is likely so.
        Probable = "probable",
        /// It may be so.
        Possible = "possible",
        /// The cue does not tell.
        Unknown = "unknown",
    }
}
