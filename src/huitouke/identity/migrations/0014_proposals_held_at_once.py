from django.db import migrations

# Many decisions are made by one statement: all proposals of all their guests are locked in one order, so that nobody
# waits in a circle.
FUNCTION = """
DROP TRIGGER identity_decision_proposals ON identity_decision;
DROP FUNCTION identity_proposals_follow_decision();
CREATE FUNCTION identity_proposals_follow_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    guests uuid[];
BEGIN
    SELECT array_agg(coalesce(a.guest_id, each)) INTO guests
    FROM new_rows d, LATERAL (VALUES (d.kept_id), (d.gone_id)) AS homes(each)
    LEFT JOIN guests_guestalias a ON a.id = each;
    IF guests IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM identity_hold_proposals(guests);
    UPDATE identity_proposal p SET
        state = CASE d.kind WHEN 'merge' THEN 'merged' ELSE 'apart' END,
        decision_id = d.id, decided_at = d.made_at, decided_by_id = d.actor_id, decided_by = d.actor_name,
        claimed_by_id = NULL, claimed_until = NULL
    FROM new_rows d
    LEFT JOIN guests_guestalias a ON a.id = d.kept_id
    LEFT JOIN guests_guestalias b ON b.id = d.gone_id
    WHERE p.first_id = least(coalesce(a.guest_id, d.kept_id), coalesce(b.guest_id, d.gone_id))
      AND p.second_id = greatest(coalesce(a.guest_id, d.kept_id), coalesce(b.guest_id, d.gone_id))
      AND p.state IN ('open', 'beside');
    RETURN NULL;
END $$;
CREATE TRIGGER identity_decision_proposals AFTER INSERT ON identity_decision
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION identity_proposals_follow_decisions()
"""
BACK = """
DROP TRIGGER identity_decision_proposals ON identity_decision;
DROP FUNCTION identity_proposals_follow_decisions();
CREATE FUNCTION identity_proposals_follow_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one uuid := coalesce((SELECT guest_id FROM guests_guestalias WHERE id = NEW.kept_id), NEW.kept_id);
    two uuid := coalesce((SELECT guest_id FROM guests_guestalias WHERE id = NEW.gone_id), NEW.gone_id);
BEGIN
    PERFORM identity_hold_proposals(ARRAY[one, two]);
    UPDATE identity_proposal SET
        state = CASE NEW.kind WHEN 'merge' THEN 'merged' ELSE 'apart' END,
        decision_id = NEW.id, decided_at = NEW.made_at, decided_by_id = NEW.actor_id, decided_by = NEW.actor_name,
        claimed_by_id = NULL, claimed_until = NULL
    WHERE first_id = least(one, two) AND second_id = greatest(one, two) AND state IN ('open', 'beside');
    RETURN NULL;
END $$;
CREATE TRIGGER identity_decision_proposals AFTER INSERT ON identity_decision
    FOR EACH ROW EXECUTE FUNCTION identity_proposals_follow_decision()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0013_field_rules"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, BACK),
    ]
