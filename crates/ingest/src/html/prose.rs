//! The text of a part of a page, as a reader sees it: paragraphs, headings and
//! list items with a blank line between them.

use dom_query::{NodeData, NodeRef};

/// Elements that hold nothing a reader reads.
const SKIPPED: &[&str] = &[
    "button", "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg",
    "template", "textarea",
];

/// Elements that stand by themselves.
#[rustfmt::skip] // A list to be read at a glance.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
];

pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// The text within a node.
pub(super) fn of(node: &NodeRef) -> String {
    let mut prose = Prose::default();
    // A stack of our own: pages may nest deeper than the thread's can follow.
    let mut steps = vec![Step::Enter(*node)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) => enter(node, &mut prose, &mut steps),
            Step::Leave(End::Block) => prose.end(Gap::Paragraph),
            Step::Leave(End::Quote) => prose.push("”"),
        }
    }
    prose.text
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(End),
}

#[derive(Clone, Copy)]
enum End {
    Block,
    Quote,
}

fn enter<'a>(node: NodeRef<'a>, prose: &mut Prose, steps: &mut Vec<Step<'a>>) {
    let lines_count = node.ancestors_it(None).any(|outer| outer.has_name("pre"));
    node.query(|node| {
        if let NodeData::Text { contents } = &node.data {
            if lines_count {
                prose.push_lines(contents);
            } else {
                prose.push(contents);
            }
        }
    });
    let Some(name) = node.qual_name_ref() else {
        steps.extend(node.children_it(true).map(Step::Enter));
        return;
    };
    let name = &*name.local;
    if SKIPPED.contains(&name) {
        return;
    }
    let mut end = None;
    if is_block(name) {
        prose.end(Gap::Paragraph);
        end = Some(End::Block);
    } else if name == "br" {
        prose.end(Gap::Line);
    } else if name == "q" {
        // Browsers show its quote marks; they are not in the page's text.
        prose.push("“");
        end = Some(End::Quote);
    }
    steps.extend(end.map(Step::Leave));
    steps.extend(node.children_it(true).map(Step::Enter));
}

/// Text in the making.
#[derive(Default)]
pub(super) struct Prose {
    pub(super) text: String,
    /// What is to come before the next word.
    gap: Gap,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

impl Prose {
    /// Adds text; white space in it only parts words.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.gap = self.gap.max(Gap::Space);
            } else if !is_layout_mark(c) {
                self.bridge_gap();
                self.text.push(c);
            }
        }
    }

    /// Adds preformatted text, whose line ends count.
    fn push_lines(&mut self, text: &str) {
        for (index, line) in text.lines().enumerate() {
            if index > 0 {
                self.end(Gap::Line);
            }
            self.push(line);
        }
        if text.ends_with('\n') {
            self.end(Gap::Line);
        }
    }

    /// Ends a line or a paragraph. Two lines ended at once make a paragraph.
    pub(super) fn end(&mut self, gap: Gap) {
        self.gap = if self.gap >= Gap::Line {
            Gap::Paragraph
        } else {
            gap
        };
    }

    fn bridge_gap(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
    }
}

/// Characters that only say where a line may break: soft hyphen, zero width
/// space, word joiner, byte order mark.
fn is_layout_mark(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}
