//! A page's scripts, taken out before it is parsed: they hold "<" and ">" of their own, and nothing
//! that a reader reads but the linked data (JSON-LD).

/// A page without its scripts.
pub(super) struct Scripts {
    pub(super) html: String,
    /// The contents of those that hold linked data, in order.
    pub(super) linked_data: Vec<String>,
    pub(super) count: usize,
}

/// Takes the scripts out. A script that never ends is left, for the parser to judge.
pub(super) fn cut(page: &str) -> Scripts {
    let mut cut = Scripts {
        html: String::with_capacity(page.len()),
        linked_data: Vec::new(),
        count: 0,
    };
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        cut.html.push_str(before);
        rest = if let Some(len) = comment_len(markup) {
            cut.html.push_str(&markup[..len]);
            &markup[len..]
        } else if let Some((tag, content, after)) = script(markup) {
            cut.count += 1;
            if tag.to_ascii_lowercase().contains("application/ld+json") {
                cut.linked_data.push(content.to_owned());
            }
            after
        } else {
            cut.html.push('<');
            &markup[1..]
        };
    }
    cut.html.push_str(rest);
    cut
}

fn comment_len(markup: &str) -> Option<usize> {
    const START: &str = "<!--";
    let comment = markup.strip_prefix(START)?;
    const END: &str = "-->";
    Some(START.len() + comment.find(END)? + END.len())
}

/// The start tag of a script with which the markup starts, its content and what comes after it.
fn script(markup: &str) -> Option<(&str, &str, &str)> {
    const NAME: &str = "<script";
    let name = markup.get(..NAME.len())?;
    let tag = &markup[NAME.len()..];
    if !name.eq_ignore_ascii_case(NAME) || tag.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (tag, rest) = tag.split_once('>')?;
    let mut from = 0;
    loop {
        const END: &str = "</script";
        let at = from + rest[from..].find("</")?;
        let is_end = rest
            .get(at..at + END.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(END));
        if is_end {
            let (_, after) = rest[at..].split_once('>')?;
            return Some((tag, &rest[..at], after));
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_taken_out_and_linked_data_kept() {
        for (page, html, linked_data) in [
            ("<p>a<script>if (a<b) { c }</SCRIPT >b", "<p>ab", vec![]),
            (
                "<Script Type='application/ld+json'>{\"a\": \"</p>\"}</script>x",
                "x",
                vec!["{\"a\": \"</p>\"}"],
            ),
            (
                "a<!-- <script> -->b<script>c</script>",
                "a<!-- <script> -->b",
                vec![],
            ),
            ("<scripture>a", "<scripture>a", vec![]),
            ("a<script>never ended", "a<script>never ended", vec![]),
            ("é<scr", "é<scr", vec![]),
        ] {
            let cut = cut(page);
            assert_eq!(cut.html, html);
            assert_eq!(cut.linked_data, linked_data);
        }
    }
}
