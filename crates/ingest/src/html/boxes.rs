//! What stands in or beside a story without being part of it, taken out before the story is looked
//! for: boxes, slide shows, long tables. Letters set large as the first of a story are given back to
//! their words.

use dom_query::{Document, NodeRef};

/// Words of classes and ids: see the file.
const WORDS: &str = include_str!("../../data/boxes.txt");

/// A box has fewer words than this: what has more may be the story itself.
const BOX: usize = 120;
/// Of a passage of a story; captions and teasers have fewer.
const PASSAGE: usize = 40;
/// A table or list with this many rows is long.
const ROWS: usize = 20;
/// Words of a cell in which something is said.
const SENTENCE: usize = 8;

/// Takes out what is not the story; whether the page says that the rest of the story is for subscribers.
pub(super) fn remove(document: &Document) -> bool {
    let mut is_cut = false;
    for node in document.select("[class], [id]").nodes() {
        let Some(kind) = kind(node) else { continue };
        if has_story(node) {
            continue;
        }
        is_cut |= kind == "cut";
        node.remove_from_parent();
    }
    for table in document.select("table").nodes() {
        if is_data(table) {
            table.remove_from_parent();
        }
    }
    join_first_letters(document);
    is_cut
}

/// What the file calls the words of a node's class and id.
fn kind(node: &NodeRef) -> Option<&'static str> {
    if node.has_name("body") || node.has_name("html") {
        return None;
    }
    let names = [node.class(), node.id_attr()];
    let names = names.iter().flatten().flat_map(|names| {
        let word = |c: char| !c.is_ascii_alphanumeric();
        names.split(word).map(str::to_ascii_lowercase)
    });
    names.into_iter().find_map(|name| {
        WORDS
            .lines()
            .filter_map(|line| line.split_once(' '))
            .find_map(|(kind, word)| (word == name).then_some(kind))
    })
}

/// Whether a node holds a passage of a story, or so much that it may.
fn has_story(node: &NodeRef) -> bool {
    let words = |node: &NodeRef| node.text().split_whitespace().count();
    let passage = node
        .descendants_it()
        .any(|inner| inner.has_name("p") && words(&inner) > PASSAGE);
    let repeats = node.class().is_some_and(|class| {
        ["gallery", "slideshow", "carousel"]
            .iter()
            .any(|name| class.contains(name))
    });
    passage || !repeats && words(node) > BOX
}

/// Whether a table is long and says nothing: names, addresses, results.
fn is_data(table: &NodeRef) -> bool {
    let (mut rows, mut cells, mut said) = (0, 0, 0);
    for node in table.descendants_it() {
        if node.has_name("tr") {
            rows += 1;
        } else if node.has_name("td") {
            cells += 1;
            said += usize::from(node.text().split_whitespace().count() >= SENTENCE);
        }
    }
    rows >= ROWS && said * 10 < cells
}

/// Joins a letter that stands in a block of its own with the word that goes on in the next one.
fn join_first_letters(document: &Document) {
    let blocks = document.select("h1, h2, h3, h4, h5, h6, div, p, span, b, strong");
    for node in blocks.nodes() {
        let Some(letter) = only_letter(node).filter(|letter| letter.is_uppercase()) else {
            continue;
        };
        let Some(next) = node.next_element_sibling() else {
            continue;
        };
        let first = next
            .descendants_it()
            .find(|inner| inner.is_text() && !inner.text().trim().is_empty());
        let Some(first) = first else { continue };
        let rest = first.text();
        if rest.starts_with(char::is_lowercase) && super::prose::is_block(&name(&next)) {
            first.set_text(format!("{letter}{rest}"));
            node.remove_from_parent();
        }
    }
}

/// The one letter that all of a node's text is.
fn only_letter(node: &NodeRef) -> Option<char> {
    let mut only = None;
    for inner in node.descendants_it().filter(NodeRef::is_text) {
        for letter in inner.text().trim().chars() {
            if only.replace(letter).is_some() {
                return None;
            }
        }
    }
    only
}

fn name(node: &NodeRef) -> String {
    node.node_name()
        .map_or_else(String::new, |name| name.to_string())
}
