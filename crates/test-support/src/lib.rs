//! For tests only: real databases, a whole site, and people who visit it.
//!
//! Helpers go through public doors: operations and HTTP. None writes to a database behind the back of what is tested.

mod browser;
mod database;
mod mail_server;
mod postgres;
mod shared;
mod site;
mod visitor;

pub use browser::Browser;
pub use database::{TEST_KEY, TestDatabase};
pub use mail_server::{MailMood, MailServer};
pub use shared::shared_data;
pub use site::{NOW, TestSite, now, passes};
pub use visitor::{Page, Visitor};

/// Run a story on `SQLite` and on `PostgreSQL`, as two tests.
#[macro_export]
macro_rules! on_both_databases {
    ($(#[$meta:meta])* async fn $name:ident($database:ident: TestDatabase) $body:block) => {
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "a story may need little of its file")]
            use super::*;

            async fn story($database: $crate::TestDatabase) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                story($crate::TestDatabase::sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                story($crate::TestDatabase::postgres().await).await;
            }
        }
    };
}
