//! Lists, in pages.

use std::str::FromStr;

use axum::Json;
use axum::http::StatusCode;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::{Error, Found, Ledger, Storage, Target};

use crate::problem::Problem;
use crate::state::App;

/// How many items a page has at most, and when no one says how many.
const MOST_ITEMS: usize = 200;

const ITEMS: usize = 50;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Page<T: ToSchema> {
    /// The items.
    items: Vec<T>,
    /// What to give as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// How many items are asked for, as far as it is allowed.
pub(super) fn limit<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    let limit = usize::deserialize(from)?;
    if (1..=MOST_ITEMS).contains(&limit) {
        Ok(Some(limit))
    } else {
        Err(D::Error::custom(format!(
            "1 to {MOST_ITEMS} can be asked for at once"
        )))
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// How many items at most: 50 unless told, and never more than 200.
    #[param(minimum = 1, maximum = 200)]
    #[serde(default, deserialize_with = "limit")]
    pub(super) limit: Option<usize>,
}

impl Paging {
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(ITEMS)
    }

    /// Where to go on: each list has places of its own.
    pub(super) fn cursor<C: FromStr>(&self) -> Result<Option<C>, Problem> {
        let cursor = self.cursor.as_deref().map(str::parse);
        cursor.transpose().map_err(|_| {
            let detail = "cursor: no place in this list: give the `next` of its page before, or none to begin";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        })
    }

    /// For lists that are counted through.
    fn skip(&self) -> Result<usize, Problem> {
        let skip = self.cursor::<u32>()?.unwrap_or(0);
        Ok(usize::try_from(skip).unwrap_or(usize::MAX))
    }
}

/// A page of `limit` items out of at most one more, which shows whether there is a next.
pub(super) fn page<T: ToSchema, C: ToString>(
    mut items: Vec<T>,
    limit: usize,
    cursor: impl Fn(&T) -> C,
) -> Json<Page<T>> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| cursor(last).to_string());
    Json(Page { items, next })
}

/// A page of a list that is counted through.
pub(super) async fn counted<T: ToSchema + Send + 'static>(
    app: &App,
    paging: &Paging,
    list: impl FnOnce(&Ledger, usize, usize) -> Result<Vec<T>, Error> + Send + 'static,
) -> Result<Json<Page<T>>, Problem> {
    let (skip, limit) = (paging.skip()?, paging.limit());
    let items = app.pool.ask(move |ledger| list(ledger, skip, limit + 1));
    Ok(page(items.await?, limit, |_| skip + limit))
}

pub(super) async fn found(
    app: &App,
    query: String,
    target: Option<Target>,
    paging: Paging,
) -> Result<Json<Page<Found>>, Problem> {
    let (cursor, limit) = (paging.cursor()?, paging.limit());
    let items = app
        .pool
        .ask(move |ledger| {
            let query: verbale_ledger::Query = query.parse()?;
            let query = match target {
                Some(target) => query.on(target),
                None => query,
            };
            ledger.find(&query, cursor, limit + 1)
        })
        .await?;
    Ok(page(items, limit, |found| found.cursor))
}
