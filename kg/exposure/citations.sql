-- Every citation with the place of its intent in $intents (from 0); -1 where the source states none.
SELECT citing, cited, coalesce(list_position(string_split($intents, ','), intent), 0)::BIGINT - 1 AS intent FROM citations
WHERE citing <> cited
