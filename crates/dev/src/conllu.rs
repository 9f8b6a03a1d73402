//! A reader of CoNLL-U treebanks that gives each document's raw text back.
//!
//! Sentences are joined by a space, or by nothing where the treebank says that none stands there;
//! a paragraph starts after a blank line. Every word is a span of that text.

use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use verbale_text::Span;

/// A document of a treebank.
#[derive(Debug)]
pub(crate) struct Document {
    /// The id of its `# newdoc`; empty if the file has none.
    pub(crate) id: String,
    /// The raw text.
    pub(crate) text: String,
    /// In the order of the text.
    pub(crate) sentences: Vec<Sentence>,
}

/// A sentence with its syntactic words.
#[derive(Debug)]
pub(crate) struct Sentence {
    /// The words; a multi-word token is represented by its words alone.
    pub(crate) words: Vec<Word>,
    /// From the first word to the last, in bytes of the document's text.
    pub(crate) span: Span,
}

/// A syntactic word.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) upos: String,
    /// The place of the head among the sentence's words; none for the root.
    pub(crate) head: Option<usize>,
    pub(crate) deprel: String,
    /// Where the word stands in the document's text. Words of a multi-word token whose forms do not
    /// add up to its surface all have the span of the surface.
    pub(crate) span: Span,
}

/// The documents of the treebank at `path`.
///
/// # Errors
/// If the file cannot be read, a line has no ten columns, or a sentence's words do not follow each
/// other in its `# text`.
pub(crate) fn read(path: impl AsRef<Path>) -> Result<Vec<Document>> {
    let path = path.as_ref();
    let file =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&file).with_context(|| format!("{} is no CoNLL-U", path.display()))
}

fn parse(file: &str) -> Result<Vec<Document>> {
    let mut documents: Vec<Document> = Vec::new();
    let mut glued = false;
    for block in file
        .split("\n\n")
        .map(|block| block.trim_matches('\n'))
        .filter(|block| !block.is_empty())
    {
        let block = Block::new(block).with_context(|| format!("in the sentence\n{block}"))?;
        if documents.is_empty() || block.document.is_some() {
            let id = block.document.unwrap_or_default().to_owned();
            documents.push(Document {
                id,
                text: String::new(),
                sentences: Vec::new(),
            });
        }
        let Some(document) = documents.last_mut() else {
            continue;
        };
        if !document.text.is_empty() {
            document.text.push_str(match (block.paragraph, glued) {
                (true, _) => "\n\n",
                (false, true) => "",
                (false, false) => " ",
            });
        }
        let start = document.text.len();
        document.text.push_str(block.text);
        document.sentences.push(
            block
                .sentence(start)
                .with_context(|| format!("in the sentence {}", block.text))?,
        );
        glued = block.glued();
    }
    Ok(documents)
}

/// The lines of one sentence.
struct Block<'f> {
    document: Option<&'f str>,
    paragraph: bool,
    text: &'f str,
    /// The ten columns of every line, without empty nodes.
    rows: Vec<[&'f str; 10]>,
}

impl<'f> Block<'f> {
    fn new(lines: &'f str) -> Result<Self> {
        let mut block = Self {
            document: None,
            paragraph: false,
            text: "",
            rows: Vec::new(),
        };
        for line in lines.lines() {
            if let Some(comment) = line.strip_prefix('#') {
                let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
                match key.trim() {
                    "newdoc id" => block.document = Some(value.trim()),
                    "newdoc" => block.document = Some(""),
                    "newpar" | "newpar id" => block.paragraph = true,
                    "text" => block.text = value.trim(),
                    _ => {}
                }
                continue;
            }
            let columns: Vec<&str> = line.split('\t').collect();
            let Ok(row) = <[&str; 10]>::try_from(columns) else {
                bail!("a line without ten columns: {line}")
            };
            if !row[0].contains('.') {
                block.rows.push(row);
            }
        }
        ensure!(!block.rows.is_empty(), "it has no words");
        Ok(block)
    }

    /// Whether no space follows.
    fn glued(&self) -> bool {
        let mut last = self.rows.iter().rev();
        let Some(row) = last.next() else { return false };
        // Inside a multi-word token the range's own line tells.
        let range = last
            .take(4)
            .find(|r| r[0].split_once('-').is_some_and(|(_, to)| to == row[0]));
        range.unwrap_or(row)[9]
            .split('|')
            .any(|field| field == "SpaceAfter=No")
    }

    /// The sentence, whose text stands at byte `offset` of its document.
    fn sentence(&self, offset: usize) -> Result<Sentence> {
        let mut words: Vec<Word> = Vec::new();
        let mut at = 0;
        let mut rows = self.rows.iter();
        while let Some(row) = rows.next() {
            let lead = self.text[at..]
                .find(|c: char| !c.is_whitespace())
                .unwrap_or(0);
            let start = at + lead;
            let surface = row[1];
            ensure!(
                self.text[start..].starts_with(surface),
                "{surface} does not stand at byte {start}"
            );
            at = start + surface.len();
            let Some((from, to)) = row[0].split_once('-') else {
                words.push(word(row, Span::new(offset + start, offset + at))?);
                continue;
            };
            let count = to.parse::<usize>()? + 1 - from.parse::<usize>()?;
            let parts: Vec<&[&str; 10]> = rows.by_ref().take(count).collect();
            let adds_up = parts.iter().map(|row| row[1]).collect::<String>() == surface;
            let mut part_start = start;
            for part in parts {
                let span = if adds_up {
                    (part_start, part_start + part[1].len())
                } else {
                    (start, at)
                };
                part_start = span.1;
                words.push(word(part, Span::new(offset + span.0, offset + span.1))?);
            }
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            bail!("it has no words")
        };
        let span = first.span.cover(last.span);
        Ok(Sentence { words, span })
    }
}

fn word(row: &[&str; 10], span: Span) -> Result<Word> {
    let head = row[6]
        .parse::<usize>()
        .with_context(|| format!("the head of {} is {}", row[1], row[6]))?;
    Ok(Word {
        upos: row[3].to_owned(),
        head: head.checked_sub(1),
        deprel: row[7].to_owned(),
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# newdoc id = d1
# newpar
# sent_id = d1-1
# text = We don't (yet).
1\tWe\twe\tPRON\tPRP\t_\t3\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t0\troot\t_\t_
3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_
4\t(\t(\tPUNCT\t-LRB-\t_\t5\tpunct\t_\tSpaceAfter=No
5\tyet\tyet\tADV\tRB\t_\t2\tadvmod\t_\tSpaceAfter=No
5.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t_\t_
6\t)\t)\tPUNCT\t-RRB-\t_\t5\tpunct\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tSpaceAfter=No

# text = It aint so.
1\tIt\tit\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\taint\t_\t_\t_\t_\t_\t_\t_\t_
2\tis\tbe\tAUX\tVBZ\t_\t4\tcop\t_\t_
3\tnot\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tso\tso\tADV\tRB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar
# text = Ends
1\tEnds\tend\tVERB\tVBZ\t_\t0\troot\t_\t_

# newdoc id = d2
# text = New
1\tNew\tnew\tADJ\tJJ\t_\t0\troot\t_\t_
";

    #[test]
    fn text_and_spans_come_back() {
        let documents = parse(FILE).unwrap();
        let [first, second] = &documents[..] else {
            panic!("two documents, not {}", documents.len())
        };
        assert_eq!(first.text, "We don't (yet).It aint so.\n\nEnds");
        assert_eq!((second.id.as_str(), second.text.as_str()), ("d2", "New"));
        let surfaces = |s: &Sentence| {
            s.words
                .iter()
                .map(|w| w.span.of(&first.text))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            surfaces(&first.sentences[0]),
            ["We", "do", "n't", "(", "yet", ")", "."]
        );
        assert_eq!(
            surfaces(&first.sentences[1]),
            ["It", "aint", "aint", "so", "."]
        );
        assert_eq!(first.sentences[1].span.of(&first.text), "It aint so.");
        assert_eq!(first.sentences[0].words[1].head, None);
        assert_eq!(first.sentences[0].words[0].head, Some(2));
    }

    #[test]
    fn a_word_that_is_not_in_the_text_is_an_error() {
        let error = parse(&FILE.replace("text = New", "text = Old")).unwrap_err();
        assert!(
            format!("{error:#}").contains("New does not stand at byte 0"),
            "{error:#}"
        );
    }
}
