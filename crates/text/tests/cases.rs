//! Hard cases of segmentation, as tables: see the files in `cases/`.

use verbale_text::{Gap, Span, quotations, sentences, tokens, turns};

/// Compares each line of a table with what `show` makes of it when its `marks` are gone.
fn check(table: &str, marks: &[char], show: impl Fn(&str) -> String) {
    let cases = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let differences: Vec<String> = cases
        .filter_map(|case| {
            let text = case.replace(marks, "").replace('⏎', "\n");
            let shown = show(&text).replace('\n', "⏎");
            (shown != case).then(|| format!("expected {case}\n   found {shown}\n"))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} cases differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// The text with marks put in, each before the byte it is given with.
fn with_marks(text: &str, marks: impl IntoIterator<Item = (usize, char)>) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (at, mark) in marks {
        out.push_str(&text[done..at]);
        out.push(mark);
        done = at;
    }
    out + &text[done..]
}

#[test]
fn sentence_borders() {
    check(include_str!("cases/sentences.txt"), &['‖'], |text| {
        let sentences = sentences(text, &tokens(text));
        with_marks(
            text,
            sentences
                .iter()
                .skip(1)
                .map(|s| (s.span.start.bytes(), '‖')),
        )
    });
}

#[test]
fn token_borders() {
    check(include_str!("cases/tokens.txt"), &['|'], |text| {
        let tokens = tokens(text);
        let glued = tokens.iter().filter(|t| t.gap == Gap::None);
        with_marks(text, glued.map(|t| (t.span.start.bytes(), '|')))
    });
}

#[test]
fn quote_marks() {
    check(
        include_str!("cases/quotations.txt"),
        &['⟦', '⟧', '⟪', '⟫'],
        |text| {
            let mut marks = Vec::new();
            for quotation in quotations(text) {
                let Span { start, end } = quotation.span;
                marks.push((start.bytes(), if quotation.continues { '⟪' } else { '⟦' }));
                // Before this mark stand those of the quotations inside, which come later in the list.
                marks.push((end.bytes(), if quotation.closed { '⟧' } else { '⟫' }));
            }
            marks.sort_by_key(|&(at, mark)| (at, matches!(mark, '⟦' | '⟪')));
            with_marks(text, marks)
        },
    );
}

#[test]
fn turns_of_transcripts() {
    check(
        include_str!("cases/turns.txt"),
        &['⟦', '⟧', '⟪', '⟫', '{', '}'],
        |text| {
            let mut marks = Vec::new();
            let mut around = |span: Span, open: char, close: char| {
                marks.push((span.start.bytes(), 1, open));
                marks.push((span.end.bytes(), 0, close));
            };
            for turn in turns(text) {
                around(turn.label, '⟦', '⟧');
                turn.content.iter().for_each(|&span| around(span, '⟪', '⟫'));
                turn.stage.iter().for_each(|&span| around(span, '{', '}'));
            }
            marks.sort_unstable();
            with_marks(text, marks.into_iter().map(|(at, _, mark)| (at, mark)))
        },
    );
}
