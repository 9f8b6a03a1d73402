//! What the description says beside the operations, and holds requests to.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::{MatchedPath, Query, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::OPENAPI;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(title = "Verbale", description = "Records of who said what, with the very words. Records and their spans are \
        those of the command `verbale read`; spans count Unicode code points. On the machine's own address no token \
        is needed."),
    modifiers(&Tokens),
    components(schemas(Problem)),
    security((), ("token" = []))
)]
pub(super) struct Description;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let parts = openapi.components.get_or_insert_default();
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        parts.add_security_scheme("token", bearer);
    }
}

/// What every operation can answer, and words for answers that need none of their own.
pub(super) fn complete(openapi: &mut utoipa::openapi::OpenApi) {
    let problem = |description: &str| {
        let schema = Ref::from_schema_name("Problem");
        ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", Content::new(Some(schema)))
            .build()
    };
    for path in openapi.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.delete];
        for operation in operations.into_iter().flatten() {
            let responses = &mut operation.responses.responses;
            for response in responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    response.description = "What was asked for".to_owned();
                }
            }
            for (status, description) in [
                ("4XX", "What is wrong with the request, and what to do"),
                (
                    "5XX",
                    "Why there is no answer now: 503 when it may be tried again in a moment",
                ),
            ] {
                responses.insert(status.to_owned(), problem(description).into());
            }
        }
    }
}

/// The parameters of each operation, by its method and path.
static PARAMETERS: LazyLock<HashMap<(String, String), Vec<String>>> = LazyLock::new(|| {
    let api: Value = serde_json::from_str(&OPENAPI).unwrap_or_default();
    let mut known = HashMap::new();
    for (path, methods) in api["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let names = parameters
                .filter(|parameter| parameter["in"] == "query")
                .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned));
            known.insert((method.to_uppercase(), path.clone()), names.collect());
        }
    }
    known
});

/// Refuses parameters that an operation does not know: whoever sends them counts on something.
pub(super) async fn known(
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let method = match *request.method() {
        Method::HEAD => "GET",
        ref method => method.as_str(),
    };
    let operation = (method.to_owned(), path.as_str().to_owned());
    let given = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    if let (Some(names), Ok(Query(given))) = (PARAMETERS.get(&operation), given)
        && let Some((other, _)) = given.iter().find(|(name, _)| !names.contains(name))
    {
        return Err(Problem::bad(if names.is_empty() {
            format!("there is no parameter {other:?}: none can be given here")
        } else {
            format!(
                "there is no parameter {other:?}: it may be {}",
                names.join(", ")
            )
        }));
    }
    Ok(next.run(request).await)
}
