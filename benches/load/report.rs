//! The figures, as a table to read and as JSON to compare.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::args::Mix;
use crate::process::Memory;
use crate::stats::{Record, Samples};
use crate::step::Step;

/// All that a run found out. Times are in microseconds where the name says nothing else.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub mix: Mix,
    pub clients: u32,
    pub think_ms: u64,
    pub products: usize,
    /// How long it was measured.
    pub seconds: f64,
    pub requests: u64,
    pub requests_per_second: f64,
    pub orders: u64,
    pub orders_per_second: f64,
    pub errors: u64,
    pub sold_out: u64,
    pub changed: u64,
    pub steps: Vec<Row>,
    pub all: Row,
    pub server: Option<Server>,
    /// Processor time of the load generator itself, which took it from the same cores.
    pub generator_cpu_ms: u64,
    pub start: Option<Start>,
    pub messages: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    pub requests: u64,
    pub p50: u32,
    pub p90: u32,
    pub p99: u32,
    pub max: u32,
    pub errors: u64,
}

/// What the server used.
#[derive(Debug, Clone, Serialize)]
pub struct Server {
    /// After the run.
    pub resident_kib: u64,
    pub peak_kib: u64,
    /// During the run.
    pub cpu_ms: u64,
    pub cpu_us_per_request: u64,
}

/// With `--serve`: how long the two starts took.
#[derive(Debug, Clone, Serialize)]
pub struct Start {
    pub stocked_ms: u64,
    pub ready_ms: u64,
}

/// What happened around the requests.
#[derive(Debug, Clone)]
pub struct Run {
    pub mix: Mix,
    pub clients: u32,
    pub think_ms: u64,
    pub products: usize,
    pub measured: Duration,
    pub server: Option<(Memory, Duration)>,
    pub generator: Duration,
    pub start: Option<Start>,
}

impl Report {
    pub fn new(run: Run, record: Record) -> Self {
        let (requests, seconds) = (record.requests(), run.measured.as_secs_f64());
        let steps = Step::ALL.into_iter().zip(&record.steps);
        let server = run.server.map(|(memory, cpu)| Server {
            resident_kib: memory.resident_kib,
            peak_kib: memory.peak_kib,
            cpu_ms: millis(cpu),
            cpu_us_per_request: micros(cpu).checked_div(requests).unwrap_or_default(),
        });
        Self {
            mix: run.mix,
            clients: run.clients,
            think_ms: run.think_ms,
            products: run.products,
            seconds,
            requests,
            requests_per_second: per(requests, seconds),
            orders: record.orders,
            orders_per_second: per(record.orders, seconds),
            errors: record.errors(),
            sold_out: record.sold_out,
            changed: record.changed,
            steps: steps
                .filter_map(|(step, samples)| Row::new(Some(step), samples))
                .collect(),
            all: Row::new(None, &record.all()).unwrap_or_else(Row::empty),
            server,
            generator_cpu_ms: millis(run.generator),
            start: run.start,
            messages: record.messages,
        }
    }
}

impl Row {
    /// `None` for a step that nobody came to.
    fn new(step: Option<Step>, samples: &Samples) -> Option<Self> {
        let (requests, errors) = (samples.count(), samples.errors);
        let Some(times) = samples.summary() else {
            return (errors > 0).then(|| Self {
                step,
                errors,
                ..Self::empty()
            });
        };
        let (p50, p90, p99, max) = (times.p50, times.p90, times.p99, times.max);
        Some(Self {
            step,
            requests,
            p50,
            p90,
            p99,
            max,
            errors,
        })
    }

    fn empty() -> Self {
        Self {
            step: None,
            requests: 0,
            p50: 0,
            p90: 0,
            p99: 0,
            max: 0,
            errors: 0,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<16}{:>10}{:>10}{:>10}{:>10}{:>10}{:>8}",
            "", "requests", "p50 ms", "p90 ms", "p99 ms", "max ms", "errors"
        )?;
        for row in &self.steps {
            writeln!(out, "{row}")?;
        }
        writeln!(out, "{}\n", self.all)?;
        self.write_totals(out)?;
        self.write_usage(out)?;
        for (message, count) in &self.messages {
            writeln!(out, "error        {count} × {message}")?;
        }
        Ok(())
    }
}

impl Report {
    fn write_totals(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mix = format!("{:?}", self.mix).to_lowercase();
        writeln!(
            out,
            "run          mix {mix}, {} clients, {:.1} s, {} products, mean think time {} ms",
            self.clients, self.seconds, self.products, self.think_ms
        )?;
        writeln!(
            out,
            "requests     {:.1} /s ({} in all)",
            self.requests_per_second, self.requests
        )?;
        let orders = self.orders;
        let what = match self.mix {
            Mix::Place => format!("{orders} placed"),
            Mix::Checkout => format!(
                "{orders} paid, {:.1} requests each",
                self.requests_per_order()
            ),
            Mix::Browsing
            | Mix::Shopping
            | Mix::Ordering
            | Mix::Product
            | Mix::Popular
            | Mix::Category
            | Mix::Filtered
            | Mix::Search
            | Mix::Suggest => format!("{orders} paid"),
        };
        writeln!(
            out,
            "orders       {:.1} /s ({what})",
            self.orders_per_second
        )?;
        writeln!(
            out,
            "outcomes     {} errors, {} sold out, {} changed before placing",
            self.errors, self.sold_out, self.changed
        )
    }

    /// Of interest when nothing but checkouts is done.
    fn requests_per_order(&self) -> f64 {
        u32::try_from(self.orders).map_or(0.0, |orders| per(self.requests, f64::from(orders)))
    }

    fn write_usage(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(server) = &self.server {
            writeln!(
                out,
                "memory       {} MB resident after the run, {} MB at its peak",
                megabytes(server.resident_kib),
                megabytes(server.peak_kib)
            )?;
            writeln!(
                out,
                "processor    {} ms in the server, {} µs per request; {} ms in the load generator",
                server.cpu_ms, server.cpu_us_per_request, self.generator_cpu_ms
            )?;
        } else {
            writeln!(
                out,
                "processor    {} ms in the load generator",
                self.generator_cpu_ms
            )?;
        }
        if let Some(start) = &self.start {
            writeln!(
                out,
                "start        ready after {} ms; stocking the shop first took {} ms",
                start.ready_ms, start.stocked_ms
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:<16}{:>10}",
            self.step.map_or("all", Step::label),
            self.requests
        )?;
        for micros in [self.p50, self.p90, self.p99, self.max] {
            write!(out, "{:>10.2}", f64::from(micros) / 1000.0)?;
        }
        write!(out, "{:>8}", self.errors)
    }
}

/// Zero when there is nothing to divide by.
fn per(count: u64, whole: f64) -> f64 {
    let count = u32::try_from(count).map_or(f64::INFINITY, f64::from);
    if whole > 0.0 { count / whole } else { 0.0 }
}

pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Millions of bytes, as the targets are written.
fn megabytes(kib: u64) -> u64 {
    (kib * 1024).div_ceil(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut record = Record {
            orders: 3,
            sold_out: 1,
            ..Record::default()
        };
        record.request(Step::Product, Duration::from_micros(1_500));
        record.request(Step::Place, Duration::from_micros(2_500));
        record.error(Step::Place, "status 500");
        let memory = Memory {
            resident_kib: 100_000,
            peak_kib: 120_000,
        };
        let run = Run {
            mix: Mix::Checkout,
            clients: 16,
            think_ms: 0,
            products: 60,
            measured: Duration::from_secs(2),
            server: Some((memory, Duration::from_millis(5))),
            generator: Duration::from_millis(1),
            start: Some(Start {
                stocked_ms: 900,
                ready_ms: 80,
            }),
        };
        Report::new(run, record)
    }

    #[test]
    fn the_table_says_all_that_was_measured() {
        let text = report().to_string();

        for said in [
            "product                  1      1.50      1.50      1.50      1.50       0\n",
            "all                      2      1.50      2.50      2.50      2.50       1\n",
            "orders       1.5 /s (3 paid, 0.7 requests each)",
            "1 errors, 1 sold out, 0 changed",
            "103 MB resident after the run, 123 MB at its peak",
            "5 ms in the server, 2500 µs per request",
            "ready after 80 ms",
            "1 × place: status 500",
        ] {
            assert!(text.contains(said), "{said:?} is missing in\n{text}");
        }
    }

    #[test]
    fn json_has_a_row_for_each_step_that_was_taken() {
        let json = serde_json::to_value(report()).unwrap();

        assert_eq!(json["steps"].as_array().unwrap().len(), 2);
        assert_eq!(json["steps"][1]["step"], "place");
        assert_eq!(json["steps"][1]["errors"], 1);
        assert_eq!(json["server"]["cpu_us_per_request"], 2500);
        assert_eq!(json["mix"], "checkout");
    }
}
