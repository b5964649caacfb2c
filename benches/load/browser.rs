//! A browser without script: opens pages, sends forms, follows redirects by hand so that each request is timed for itself.

use std::time::Duration;

use hyper::StatusCode;
use rand::Rng;
use rand::rngs::StdRng;
use tokio::time::Instant;

use crate::form::Form;
use crate::http::{Answer, Connection, Jar};
use crate::stats::{Record, Window};
use crate::step::{Method, Step};

/// As browsers do, though a shop should need two.
const MOST_REDIRECTS: usize = 10;

pub struct Browser {
    connection: Connection,
    pub jar: Jar,
    pub random: StdRng,
    think: Duration,
    /// Nothing counts until this is set.
    pub window: Option<Window>,
    pub record: Record,
}

/// Where the customer ended up.
#[derive(Debug)]
pub struct Page {
    /// Path and query.
    pub path: String,
    pub step: Step,
    pub status: StatusCode,
    pub html: String,
}

/// Something that should not have happened, and where.
#[derive(Debug)]
pub struct Failure {
    pub step: Step,
    pub message: String,
}

impl Browser {
    pub fn new(connection: Connection, random: StdRng, think: Duration) -> Self {
        let (jar, record) = (Jar::default(), Record::default());
        Self {
            connection,
            jar,
            random,
            think,
            window: None,
            record,
        }
    }

    /// Follows a link, after thinking.
    pub async fn open(&mut self, path: &str) -> Result<Page, Failure> {
        self.pause().await;
        let (step, answer) = self.request(Method::Get, path, String::new()).await?;
        self.follow(path.to_owned(), step, answer).await
    }

    /// Sends a form, after filling it in.
    pub async fn submit(&mut self, form: &Form) -> Result<Page, Failure> {
        self.pause().await;
        let (step, answer) = self.send(form).await?;
        self.follow(form.action.clone(), step, answer).await
    }

    /// Sends a form and does not follow where the answer leads.
    pub async fn send(&mut self, form: &Form) -> Result<(Step, Answer), Failure> {
        if form.post {
            return self
                .request(Method::Post, &form.action, form.encoded())
                .await;
        }
        let path = format!("{}?{}", form.action, form.encoded());
        self.request(Method::Get, &path, String::new()).await
    }

    async fn follow(&mut self, path: String, step: Step, answer: Answer) -> Result<Page, Failure> {
        let (mut path, mut step, mut answer) = (path, step, answer);
        for _ in 0..MOST_REDIRECTS {
            if !answer.status.is_redirection() {
                return Page::read(path, step, answer);
            }
            let link = answer
                .location
                .ok_or_else(|| step.failed("a redirect without Location"))?;
            path = self.path_of(step, &link)?;
            (step, answer) = self.request(Method::Get, &path, String::new()).await?;
        }
        Err(step.failed("more redirects than a browser follows"))
    }

    /// One request, timed from sending it to the last byte of its answer.
    async fn request(
        &mut self,
        method: Method,
        path: &str,
        form: String,
    ) -> Result<(Step, Answer), Failure> {
        let step = Step::of(method, path.split('?').next().unwrap_or(path));
        let begin = Instant::now();
        let answer = match method {
            Method::Get => self.connection.get(path, &mut self.jar).await,
            Method::Post => self.connection.post(path, form, &mut self.jar).await,
        };
        let end = Instant::now();
        if self
            .window
            .is_some_and(|window| window.contains(begin, end))
        {
            self.record.request(step, end - begin);
        }
        let answer = answer.map_err(|error| step.failed(format!("{error:#}")))?;
        Ok((step, answer))
    }

    /// The path of a link of this shop.
    pub fn path_of(&self, step: Step, link: &str) -> Result<String, Failure> {
        let path = self.connection.site().path_of(link);
        path.map_err(|error| step.failed(format!("{error:#}")))
    }

    /// Whether what happens now counts.
    pub fn counts(&self) -> bool {
        let now = Instant::now();
        self.window.is_some_and(|window| window.contains(now, now))
    }

    /// Exponentially distributed like TPC-W's think time, and like it cut off at ten times the mean.
    async fn pause(&mut self) {
        if self.think.is_zero() {
            return;
        }
        let uniform: f64 = self.random.random_range(f64::MIN_POSITIVE..1.0);
        let factor = (-uniform.ln()).min(10.0);
        tokio::time::sleep(self.think.mul_f64(factor)).await;
    }
}

impl Page {
    /// A form with mistakes (422), a conflict (409) and a product that is gone (410) are for the customer to judge.
    fn read(path: String, step: Step, answer: Answer) -> Result<Self, Failure> {
        let status = answer.status;
        let expected = [
            StatusCode::OK,
            StatusCode::CONFLICT,
            StatusCode::GONE,
            StatusCode::UNPROCESSABLE_ENTITY,
        ];
        if !expected.contains(&status) {
            return Err(step.failed(format!("status {status}")));
        }
        let html = String::from_utf8(answer.body.into())
            .map_err(|_| step.failed("the page is not UTF-8"))?;
        // Suggestions are part of a page.
        if step != Step::Suggest && !html.trim_ascii_end().ends_with("</html>") {
            return Err(step.failed("the page has no end"));
        }
        Ok(Self {
            path,
            step,
            status,
            html,
        })
    }

    /// The path without the query.
    pub fn place(&self) -> &str {
        self.path.split('?').next().unwrap_or(&self.path)
    }
}

impl Step {
    pub fn failed(self, message: impl Into<String>) -> Failure {
        Failure {
            step: self,
            message: message.into(),
        }
    }
}
