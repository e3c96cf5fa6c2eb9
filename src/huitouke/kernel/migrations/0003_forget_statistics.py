from django.db import migrations

# SECURITY DEFINER: only the owner of a table may sample it. Samples hold values of single rows, also of rows that an
# erasure took away.
FORGET = """
CREATE FUNCTION kernel_forget_statistics() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one regclass; done integer := 0;
BEGIN
    FOR one IN
        SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname ~ '^(guests|identity|intake|kernel)_'
    LOOP
        EXECUTE format('ANALYZE %s', one);
        done := done + 1;
    END LOOP;
    RETURN done;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_attachments")]

    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION kernel_forget_statistics")]
