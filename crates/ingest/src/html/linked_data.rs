//! What a page tells programs of itself: its linked data (JSON-LD).

use html_escape::decode_html_entities;
use serde_json::Value;

/// Objects in one list, whatever they were nested in.
pub(super) struct LinkedData(Vec<Value>);

impl LinkedData {
    /// Reads the scripts of a page that hold linked data.
    pub(super) fn of(scripts: &[String]) -> Self {
        let mut objects = Vec::new();
        for script in scripts {
            let read =
                serde_json::from_str(script).or_else(|_| serde_json::from_str(&strict(script)));
            // Broken linked data is as good as none.
            if let Ok(value) = read {
                collect_objects(value, &mut objects);
            }
        }
        Self(objects)
    }

    /// What the page is about: what has a headline, else what has a date.
    fn article(&self) -> Option<&Value> {
        ["headline", "datePublished"]
            .iter()
            .find_map(|field| self.0.iter().find(|object| object[*field].is_string()))
    }

    pub(super) fn text(&self, field: &str) -> Option<String> {
        Some(decoded(self.article()?[field].as_str()?))
    }

    pub(super) fn publisher(&self) -> Option<String> {
        let publisher = &self.article()?["publisher"];
        let publisher = publisher.get(0).unwrap_or(publisher);
        let name = match publisher {
            Value::String(name) => name,
            object => object["name"]
                .as_str()
                .or_else(|| self.name_of(&object["@id"]))?,
        };
        Some(decoded(name))
    }

    /// The story itself, where a page that a script fills has it only here.
    pub(super) fn body(&self) -> Option<String> {
        let body = self.text("articleBody")?;
        Some(super::prose_of_fragment(&body).unwrap_or(body))
    }

    /// Whether the page says that not everyone may read all of it.
    pub(super) fn is_for_subscribers(&self) -> bool {
        self.article().is_some_and(|article| {
            let free = &article["isAccessibleForFree"];
            free == false
                || free
                    .as_str()
                    .is_some_and(|free| free.eq_ignore_ascii_case("false"))
        })
    }

    /// The name of an object that others refer to.
    fn name_of(&self, id: &Value) -> Option<&str> {
        self.0
            .iter()
            .filter(|object| !id.is_null() && object["@id"] == *id)
            .find_map(|object| object["name"].as_str())
    }
}

fn collect_objects(value: Value, objects: &mut Vec<Value>) {
    match value {
        Value::Array(values) => {
            for value in values {
                collect_objects(value, objects);
            }
        }
        Value::Object(mut object) => {
            let graph = object.remove("@graph");
            objects.push(Value::Object(object));
            if let Some(graph) = graph {
                collect_objects(graph, objects);
            }
        }
        _ => {}
    }
}

/// Linked data should hold plain text, but often holds HTML entities.
fn decoded(text: &str) -> String {
    decode_html_entities(text.trim()).into_owned()
}

/// JSON as people write it made strict: without comments, commas too many and line breaks within strings.
fn strict(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let mut len = c.len_utf8();
        if c == '"' {
            len = string_len(rest);
            out.extend(
                rest[..len]
                    .chars()
                    .map(|c| if c.is_control() { ' ' } else { c }),
            );
        } else if let Some(comment) = comment_len(rest) {
            len = comment;
        } else {
            if matches!(c, '}' | ']') {
                out.truncate(
                    out.trim_end_matches(|c: char| c == ',' || c.is_whitespace())
                        .len(),
                );
            }
            if c != ';' {
                out.push(c);
            }
        }
        rest = &rest[len..];
    }
    out
}

/// The length of the string at the front, quote marks included.
fn string_len(json: &str) -> usize {
    let mut escaped = false;
    for (at, c) in json.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    json.len()
}

/// The length of the comment at the front: that of JavaScript, of HTML or of XML.
fn comment_len(json: &str) -> Option<usize> {
    // Of those of HTML and XML the marks alone: the data stands between them.
    const COMMENTS: [(&str, &str); 6] = [
        ("/*", "*/"),
        ("//", "\n"),
        ("<!--", ""),
        ("-->", ""),
        ("<![CDATA[", ""),
        ("]]>", ""),
    ];
    let (start, end) = COMMENTS.iter().find(|(start, _)| json.starts_with(start))?;
    let inner = &json[start.len()..];
    let len = inner.find(end).map_or(inner.len(), |at| at + end.len());
    Some(start.len() + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_need_not_be_strict() {
        for script in [
            "{\"headline\": \"Pier open\", \"about\": \"a long\nday\"}",
            "// <![CDATA[\n{\"headline\": \"Pier open\",}\n// ]]>",
            "<!--\n[{\"headline\": \"Pier open\" /* it is */ ,\n}];\n-->",
        ] {
            let data = LinkedData::of(&[script.to_owned()]);
            assert_eq!(
                data.text("headline").as_deref(),
                Some("Pier open"),
                "{script}"
            );
        }
        let data = LinkedData::of(&["{\"headline\": \"a \\\", // b\", \"url\": 7".to_owned()]);
        assert_eq!(data.text("headline"), None);
    }
}
