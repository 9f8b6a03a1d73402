/// The version of what reading decides.
///
/// Raise it by one whenever the code changes what a record of the same text says: another rule in
/// Rust, another order of the passes, another field. A ledger then knows which of its records are
/// old. Do not raise it for a new name or for code that only moved.
///
/// Tables and files of rules have a hash of their own, and the model has its name: for them alone it
/// need not rise. It must rise when golden records change, and their test says so if it did not.
pub const RECORD_VERSION: u32 = 3;
