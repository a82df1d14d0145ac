//! Evaluates the expressions of a file, one a line, compiled once, and prints nanoseconds an evaluation.
//!
//!     peer FILE ROUNDS    one line of numbers a round: nanoseconds of each expression
//!     peer FILE 0         the values, one a line

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::value::{Object, Value};
use minijinja::{context, Environment, Error, ErrorKind, Expression, State};

#[derive(Debug)]
struct Moment(DateTime<Utc>);

impl Object for Moment {
    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, name: &str, args: &[Value]) -> Result<Value, Error> {
        match (name, args) {
            ("strftime", [format]) => {
                let format = format.as_str().ok_or(ErrorKind::InvalidOperation)?;
                Ok(Value::from(self.0.format(format).to_string()))
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}

#[derive(Debug)]
struct Window {
    start: Value,
    end: Value,
}

impl Object for Window {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "start" => Some(self.start.clone()),
            "end" => Some(self.end.clone()),
            _ => None,
        }
    }
}

fn midnight(day: u32) -> Value {
    let date = NaiveDate::from_ymd_opt(2023, 1, day).unwrap();
    Value::from_object(Moment(date.and_hms_opt(0, 0, 0).unwrap().and_utc()))
}

fn scope() -> Value {
    context! {
        partition_time_window => Value::from_object(Window { start: midnight(5), end: midnight(6) }),
        name => "daily_metrics",
        n => 42,
        ratio => 0.25,
        tags => vec!["daily", "hourly", "eu"],
        row => context! { city => "Oslo", count => 3 },
    }
}

/// Nanoseconds of one evaluation, of the best of some batches.
fn time(expression: &Expression, scope: &Value) -> f64 {
    const TIMES: u32 = 4_000;
    let batch = || {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(expression.eval(black_box(scope)).unwrap());
        }
        start.elapsed().as_nanos() as f64
    };
    (0..5).map(|_| batch()).fold(f64::MAX, f64::min) / f64::from(TIMES)
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let rounds: u32 = args[2].parse().unwrap();
    let environment = Environment::new();
    let compiled: Vec<Expression> =
        text.lines().map(|line| environment.compile_expression(line).unwrap()).collect();
    let scope = scope();
    if rounds == 0 {
        for expression in &compiled {
            println!("{}", expression.eval(&scope).unwrap());
        }
    }
    for _ in 0..rounds {
        let times: Vec<String> = compiled.iter().map(|e| format!("{:.1}", time(e, &scope))).collect();
        println!("{}", times.join(" "));
    }
}
