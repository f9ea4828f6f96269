-- What the source of an imported listing said last, so that the next import can tell its changes from ours.
ALTER TABLE listings ADD COLUMN source_content TEXT; -- audience: private
