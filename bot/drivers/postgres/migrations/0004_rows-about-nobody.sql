-- Up Migration

-- A row without people has no digest of their numbers either, whoever blanks it (L10). The text is what the program writes.
CREATE FUNCTION credits.forget_look_alike_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.look_alike_key := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER rows_about_nobody_look_like_none BEFORE UPDATE ON credits.rows FOR EACH ROW
  WHEN (NEW.look_alike_key IS NOT NULL AND NEW.about =
    '{"callId":"","userId":"","userName":"","userPrincipalName":"","callType":"","caller":"","callee":"","destination":""}')
  EXECUTE FUNCTION credits.forget_look_alike_key();

-- Down Migration

DROP TRIGGER rows_about_nobody_look_like_none ON credits.rows;
DROP FUNCTION credits.forget_look_alike_key();
