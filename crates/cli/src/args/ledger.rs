//! What can be asked of a ledger.

use super::reading::{Reading, threads};
use clap::{Subcommand, ValueEnum};
use std::net::{SocketAddr, ToSocketAddrs};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use verbale_ledger::{Change, Role};

/// The commands that work on a ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Read reports and keep them with their records in a ledger
    Add(Add),
    /// Find statements, positions, meetings and reports in a ledger
    Search(Search),
    /// Searches saved under a name: list, save, forget
    Searches(Searches),
    /// Show who corrected what, when and why
    Log(Log),
    /// Take an entry of the log back
    Undo(Undo),
    /// Persons across reports: list, doubts, join, distinct, part
    Persons(Persons),
    /// Meetings across reports: list, show, doubts, join, distinct, part
    Meetings(Meetings),
    /// List where the reports of meetings differ, the newest meetings first
    Differences(Differences),
    /// Read the kept reports anew where model or rules have changed; corrections stay
    Reread(Reread),
    /// Look after a ledger: check, backup, export, stats
    Ledger(Maintenance),
    /// Serve a ledger in the browser and over HTTP
    Serve(Serve),
    /// Make, list and take back the tokens that let others in
    Token(Token),
}

/// Which ledger.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The ledger's file [default: verbale.db in your data folder]
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) ledger: Option<PathBuf>,
}

impl Which {
    pub(crate) fn file(&self) -> Option<&Path> {
        self.ledger.as_deref()
    }
}

/// Reads reports and keeps them with their records. A report whose text is there already is passed
/// over, so a run that was cut off is simply run again.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) which: Which,

    /// What `verbale read` takes: files of any kind, folders, archives; "-" or nothing is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: Reading,
}

const LANGUAGE: &str = "Queries:
  speaker:\"Ana Verrin\" act:deny date:2025-08    all that she denied in August
  stance:demands matter:ceasefire side:Finland   positions on a matter
  meeting:summit \"no deal\" -tariffs              words as they stand, and words left out
  in:reports harbour*                            whole reports, words only begun

Fields: speaker, side, act, stance, matter, meeting, publisher, date (2025-08-15, 2025-08, 2025,
2025-08-01..2025-08-15), before, after, in (reports, meetings, statements, positions).
Several values stand with commas: act:deny,reject";

/// Finds rows by words and fields, the newest first, and shows them where they stand.
#[derive(Debug, clap::Args)]
#[command(after_help = LANGUAGE)]
pub(crate) struct Search {
    #[command(flatten)]
    pub(crate) which: Which,

    /// What to find; nothing finds all statements. After -- a query may begin with a minus
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,

    /// The search saved under this name
    #[arg(long, value_name = "NAME", conflicts_with = "query")]
    pub(crate) saved: Option<String>,

    /// How many results at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,

    /// What to print
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    pub(crate) format: Listing,
}

/// Searches saved under a name, to come back to. The server has each as a feed (Atom and JSON).
#[derive(Debug, clap::Args)]
pub(crate) struct Searches {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(subcommand)]
    pub(crate) task: SearchesTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SearchesTask {
    /// List saved searches, by name
    List {
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// Save a search under a name
    Save {
        /// The name
        name: String,
        /// What to find; nothing finds all statements. After -- a query may begin with a minus
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
        /// Your name [default: your user name]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Take a saved search away
    Forget {
        /// Its name
        name: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For reading
    Text,
    /// One JSON object or array
    Json,
    /// One JSON object a line
    Jsonl,
}

/// Shows the corrections, the newest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) which: Which,

    /// Only those of the report with this hash (8 digits or more)
    #[arg(value_name = "REPORT")]
    pub(crate) report: Option<String>,

    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,

    /// What to print
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    pub(crate) format: Listing,
}

/// Who decides, and why.
#[derive(Debug, clap::Args)]
pub(crate) struct Sign {
    /// Your name, as the log has it [default: your user name]
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,

    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(crate) why: Option<String>,
}

/// Takes an entry of the log back. An undo is an entry too, and can be taken back.
#[derive(Debug, clap::Args)]
pub(crate) struct Undo {
    #[command(flatten)]
    pub(crate) which: Which,

    /// The number of the entry, as `verbale log` shows it
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: i64,

    #[command(flatten)]
    pub(crate) sign: Sign,
}

/// Persons across reports. The machine makes one person of two mentions only on strong grounds: the
/// same full name and side, or an office that one person of the side held at the time. The rest are
/// doubts, for people to settle.
#[derive(Debug, clap::Args)]
pub(crate) struct Persons {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(subcommand)]
    pub(crate) task: PersonsTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PersonsTask {
    /// List persons, those with most statements first
    List {
        /// Words of the name
        #[arg(value_name = "NAME")]
        name: Vec<String>,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// List persons that may be one, and why
    Doubts {
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    #[command(flatten)]
    Decide(Decide),
}

/// Meetings across reports. The machine makes one meeting of what the comparison groups; reports of the
/// same people on the same days that it does not group are doubts, for people to settle.
#[derive(Debug, clap::Args)]
pub(crate) struct Meetings {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(subcommand)]
    pub(crate) task: MeetingsTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MeetingsTask {
    /// List meetings, the latest first
    List {
        /// Only those that several reports tell of
        #[arg(long)]
        several: bool,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// List the reports that tell of a meeting, with the rows that do
    Show {
        /// The meeting's number
        id: i64,
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// List meetings that may be one, and why
    Doubts {
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    #[command(flatten)]
    Decide(Decide),
}

/// Where do the reports of a meeting disagree? Lists the matters on which sides differ and the facts that are disputed, of
/// every meeting that several reports tell of: the newest meetings first, and of each the surest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Differences {
    #[command(flatten)]
    pub(crate) which: Which,

    /// Only of this side: a country's code or name, or an organisation's
    #[arg(long, value_name = "SIDE")]
    pub(crate) side: Option<String>,

    /// Only those whose matter or words have all of these
    #[arg(long, value_name = "WORDS")]
    pub(crate) topic: Option<String>,

    /// Only of meetings on these days: 2025, 2025-08, 2025-08-15 or 2025-08-01..2025-08-15
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,

    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,

    /// What to print
    #[arg(long, value_enum, default_value_t = DifferencesFormat::Text)]
    pub(crate) format: DifferencesFormat,
}

/// How differences are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DifferencesFormat {
    /// For people
    Text,
    /// One JSON list
    Json,
    /// One JSON object a line
    Jsonl,
    /// A line for each side's words, for a sheet
    Csv,
}

/// What people say of who or what is meant across reports.
#[derive(Debug, Subcommand)]
pub(crate) enum Decide {
    /// Say that two are one
    Join {
        /// The number of the one that joins
        id: i64,
        /// The number of the one that stays
        into: i64,
        #[command(flatten)]
        sign: Sign,
    },
    /// Say that two are not one
    Distinct {
        /// The number of the one
        id: i64,
        /// The number of the other
        from: i64,
        #[command(flatten)]
        sign: Sign,
    },
    /// Say that a report means another
    Part {
        /// The number of the one that the report does not mean
        id: i64,
        /// The report's hash (8 digits or more)
        report: String,
        /// The name by which the report calls the person, or the meeting's row in its record
        #[arg(value_name = "NAME|ROW")]
        name: String,
        #[command(flatten)]
        sign: Sign,
    },
}

impl Decide {
    /// The number of the one it is about, what is decided, and by whom.
    pub(crate) fn parts(&self) -> (i64, Change, &Sign) {
        match self {
            Self::Join { id, into, sign } => (*id, Change::Join { into: *into }, sign),
            Self::Distinct { id, from, sign } => (*id, Change::Distinct { from: *from }, sign),
            Self::Part {
                id,
                report,
                name,
                sign,
            } => {
                let change = Change::Part {
                    report: report.clone(),
                    name: name.clone(),
                    own: 0,
                };
                (*id, change, sign)
            }
        }
    }
}

/// Reads the reports anew whose records another model or other rules have made.
#[derive(Debug, clap::Args)]
pub(crate) struct Reread {
    #[command(flatten)]
    pub(crate) which: Which,

    /// All reports, also those that this model and these rules have read
    #[arg(long)]
    pub(crate) all: bool,

    /// How many reports to read at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

impl Reread {
    pub(crate) fn threads(&self) -> usize {
        threads(self.threads)
    }
}

/// Looks after a ledger.
#[derive(Debug, clap::Args)]
pub(crate) struct Maintenance {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Look for damage: exit code 1 if there is any
    Check,
    /// Copy the ledger as it stands to a new file, while others go on working
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Write every record with what people made of it, persons and meetings across reports, the log and
    /// the saved searches
    Export {
        /// A new or empty folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// How to write the records
        #[arg(long, value_enum, default_value_t = Records::Json)]
        format: Records,
    },
    /// Count what is kept
    Stats {
        /// What to print
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Records {
    /// records/HASH.json, each with its review
    Json,
    /// documents.csv, people.csv, statements.csv, meetings.csv, positions.csv and reviews.csv
    Csv,
    /// The same tables as Parquet files
    Parquet,
}

/// Serves a ledger: pages at /, the API at /api/v1, its description at /api/v1/docs.
///
/// On this machine's own address everyone may do everything. On any other address a token is
/// needed: make one with `verbale token add`. A ledger that is named must be there already.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) which: Which,

    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    pub(crate) listen: SocketAddr,
}

/// An address by number or by name, with a port.
fn address(text: &str) -> Result<SocketAddr, String> {
    let help = "write a name or an address with a port, like 127.0.0.1:8080";
    let all = text.to_socket_addrs().map_err(|_| help.to_owned())?;
    // What most clients mean by a name that has several.
    let mut all: Vec<SocketAddr> = all.collect();
    all.sort_by_key(SocketAddr::is_ipv6);
    all.first().copied().ok_or_else(|| help.to_owned())
}

/// Tokens let others use a served ledger. Only their hashes are kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(subcommand)]
    pub(crate) task: TokenTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenTask {
    /// Make a token and print it: it is not shown again
    Add {
        /// Who it is for: corrections are signed with this name
        name: String,
        /// What it is good for
        #[arg(long, value_enum, default_value_t = TokenRole::Read)]
        role: TokenRole,
    },
    /// List who holds tokens
    List,
    /// Take a token back
    Revoke {
        /// Whose
        name: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenRole {
    /// See the figures at /metrics, and nothing else
    Metrics,
    /// Read
    Read,
    /// Add reports and correct records
    Edit,
    /// Everything
    Admin,
}

impl From<TokenRole> for Role {
    fn from(role: TokenRole) -> Self {
        match role {
            TokenRole::Metrics => Self::Metrics,
            TokenRole::Read => Self::Read,
            TokenRole::Edit => Self::Edit,
            TokenRole::Admin => Self::Admin,
        }
    }
}
