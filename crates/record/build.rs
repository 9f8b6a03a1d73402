//! Checks every file of rules, so that a slip of the pen stops the build and not a reader.

use std::fs;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let files = match fs::read_dir("rules") {
        Ok(files) => files,
        Err(error) => return println!("cargo::error=crates/record/rules: {error}"),
    };
    for file in files.filter_map(Result::ok) {
        let name = file.file_name();
        let fault = match fs::read_to_string(file.path()) {
            Ok(text) => verbale_rules::Rules::parse(&text)
                .err()
                .map(|f| f.to_string()),
            Err(error) => Some(format!("1: {error}")),
        };
        if let Some(fault) = fault {
            println!(
                "cargo::error=crates/record/rules/{}:{fault}",
                name.display()
            );
        }
    }
}
