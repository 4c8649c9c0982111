"""Accounts, posts, sessions and the projections of roster, with the one door before a school is
known: two functions that run as the owner and answer no more than signing in needs.
"""

from pathlib import Path

from alembic import op

from zizhu.common.migrations import create_plumbing, run_sql, secure_tables
from zizhu.common.provision import role_name

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ONE_SCHOOL = ("post_scope", "student", "staff_import", "staff_import_part")
SCHOOL_OR_PLATFORM = ("account", "post", "slip")

CANDIDATES = """
CREATE FUNCTION sign_in_candidates(wanted_login text, wanted_phone bytea)
RETURNS TABLE (account_id uuid, school_id uuid, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT a.id, a.school_id, a.password_hash FROM account a
  WHERE a.state <> 'closed'
    AND (a.login_key = wanted_login OR a.phone_digest = wanted_phone)
  ORDER BY a.id
$$
"""

# A login name is unique over all schools, so an import has to know which ones are gone.
TAKEN = """
CREATE FUNCTION logins_taken(wanted text[])
RETURNS TABLE (login_key text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT a.login_key FROM account a WHERE a.login_key = ANY (wanted) $$
"""


def upgrade() -> None:
    create_plumbing()
    run_sql(Path(__file__).with_name("0001_tables.sql"))
    secure_tables(ONE_SCHOOL)
    school = "nullif(current_setting('zizhu.school', true), '')::uuid"
    same = f"school_id IS NOT DISTINCT FROM {school}"
    for table in SCHOOL_OR_PLATFORM:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        # Without a school set, only the rows of platform administrators are seen.
        op.execute(f'CREATE POLICY one_school ON "{table}" USING ({same}) WITH CHECK ({same})')
    service = role_name("identity", "service")
    for statement, signature in (
        (CANDIDATES, "sign_in_candidates(text, bytea)"),
        (TAKEN, "logins_taken(text[])"),
    ):
        op.execute(statement)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f'GRANT EXECUTE ON FUNCTION {signature} TO "{service}"')
