use crate::{StorageError, Transaction};
use local_offer_domain::{Authority, District};

impl Transaction {
    /// Put this authority, new or changed. Returns whether anything changed.
    pub async fn put_authority(&mut self, authority: &Authority) -> Result<bool, StorageError> {
        let sql = "INSERT INTO authorities (code, name, gov_uk_slug) VALUES ($1, $2, $3)
                   ON CONFLICT (code) DO UPDATE SET name = excluded.name, gov_uk_slug = excluded.gov_uk_slug
                   WHERE authorities.name <> excluded.name OR authorities.gov_uk_slug <> excluded.gov_uk_slug";
        let params = [&authority.code, &authority.name, &authority.gov_uk_slug].map(|text| text.as_str().into());
        Ok(self.execute(sql, &params).await? > 0)
    }

    /// Put this district, new or changed. Returns whether anything changed.
    pub async fn put_district(&mut self, district: &District) -> Result<bool, StorageError> {
        let sql = "INSERT INTO districts (code, name, authority) VALUES ($1, $2, $3)
                   ON CONFLICT (code) DO UPDATE SET name = excluded.name, authority = excluded.authority
                   WHERE districts.name <> excluded.name OR districts.authority <> excluded.authority";
        let params = [&district.code, &district.name, &district.authority].map(|text| text.as_str().into());
        Ok(self.execute(sql, &params).await? > 0)
    }

    /// Every authority responsible for SEND that we know of.
    pub async fn list_authorities(&mut self) -> Result<Vec<Authority>, StorageError> {
        let sql = "SELECT code, name, gov_uk_slug FROM authorities ORDER BY code";
        let rows = self.query("authorities", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| Ok(Authority { code: row.text(0)?, name: row.text(1)?, gov_uk_slug: row.text(2)? }))
            .collect()
    }

    /// Every district that we know of.
    pub async fn list_districts(&mut self) -> Result<Vec<District>, StorageError> {
        let sql = "SELECT code, name, authority FROM districts ORDER BY code";
        let rows = self.query("districts", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| Ok(District { code: row.text(0)?, name: row.text(1)?, authority: row.text(2)? }))
            .collect()
    }
}
