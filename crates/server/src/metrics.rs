//! Figures for Prometheus.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use verbale_ledger::Stats;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Clone)]
pub(crate) struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Histogram,
    kept: Family<Kind, Gauge>,
    read: Counter,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("verbale");
        let requests = Family::default();
        // From a millisecond to half a minute.
        let seconds = Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]);
        let kept = Family::default();
        let read = Counter::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register(
            "http_request_seconds",
            "Time until an answer begins",
            seconds.clone(),
        );
        registry.register("ledger_rows", "What the ledger holds", kept.clone());
        registry.register("reports_read", "Reports read by the model", read.clone());
        Self(Arc::new(Inner {
            registry,
            requests,
            seconds,
            kept,
            read,
        }))
    }

    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let asked = Asked {
            method: method.to_owned(),
            route: route.to_owned(),
            status,
        };
        self.0.requests.get_or_create(&asked).inc();
        self.0.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn read_one(&self) {
        self.0.read.inc();
    }

    pub(crate) fn text(&self, stats: &Stats) -> String {
        for (kind, count) in [
            ("reports", stats.reports),
            ("statements", stats.statements),
            ("meetings", stats.meetings),
            ("positions", stats.positions),
            ("persons", stats.persons),
        ] {
            self.0.kept.get_or_create(&Kind { kind }).set(count);
        }
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.0.registry);
        text
    }
}
