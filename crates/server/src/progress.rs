//! How far it is, on standard error.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::time::Duration;

/// A line that tells what is being done and how far it is. Silent when nobody watches.
pub(crate) struct Progress {
    bar: ProgressBar,
    doing: Mutex<String>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, doing: Mutex::default() }
    }

    /// Say what is being done, how many are done and of how many, if that is known.
    pub(crate) fn tell(&self, doing: &str, done: u64, total: Option<u64>) {
        let mut before = self.doing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *before != doing {
            doing.clone_into(&mut before);
            let template = if total.is_some() {
                "{spinner} {msg} {wide_bar} {human_pos} of {human_len}"
            } else {
                "{spinner} {msg} {human_pos}"
            };
            self.bar
                .set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner()));
            self.bar.set_message(doing.to_owned());
        }
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
