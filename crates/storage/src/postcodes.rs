//! Postcodes, packed by outward code.
//!
//! A row for each of 1.75 million postcodes would be written and read a million times and never asked for alone: pages
//! look postcodes up in memory. So each outward code is one row with its `PostcodeBlock`.

use crate::{StorageError, Transaction};
use local_offer_domain::PostcodeBlock;
use local_offer_domain::values::OutwardCode;

impl Transaction {
    /// Every block.
    pub async fn list_postcode_blocks(&mut self) -> Result<Vec<(OutwardCode, PostcodeBlock)>, StorageError> {
        let sql = "SELECT outward, block FROM postcode_blocks ORDER BY outward";
        let rows = self.query("postcode_blocks", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let outward = OutwardCode::parse(&row.text(0)?)
                    .map_err(|error| StorageError::inconsistent("postcode_blocks", error))?;
                Ok((outward, decode(&row.bytes(1)?)?))
            })
            .collect()
    }

    /// Store the block of an outward code in place of what was there.
    pub async fn put_postcode_block(
        &mut self,
        outward: &OutwardCode,
        block: &PostcodeBlock,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO postcode_blocks (outward, block) VALUES ($1, $2)
                   ON CONFLICT (outward) DO UPDATE SET block = excluded.block";
        self.execute(sql, &[outward.as_str().into(), block.to_bytes().into()]).await?;
        Ok(())
    }
}

fn decode(bytes: &[u8]) -> Result<PostcodeBlock, StorageError> {
    PostcodeBlock::from_bytes(bytes).ok_or_else(|| StorageError::inconsistent("postcode_blocks", "a damaged block"))
}
