"""The core's tables. Times are milliseconds UTC; ids come from memory (one process owns the file).

Few pages, not few rows: tables grow at their end by rising id, each has at most one secondary index that a turn
touches. Append-only: a released step never changes.
"""

from shopbell.stores.migrations import Migrations, Migrator

core = Migrations("core")


@core()
def m0001_people(db: Migrator) -> None:
    """Customers, their addresses, their one conversation."""
    db.execute("""
        CREATE TABLE customer (
            id         {ID},
            created_at {INT} NOT NULL,
            profile    {BLOB}                     -- name, language, zone, attributes: msgpack; NULL: nothing known
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE identity (
            id          {ID},
            customer_id {INT} NOT NULL,
            channel     TEXT NOT NULL, account TEXT NOT NULL, address TEXT NOT NULL,
            created_at  {INT} NOT NULL,
            UNIQUE (channel, account, address)    -- two first messages at once make one customer
        ) {STRICT}""")
    db.execute("CREATE INDEX identity_customer ON identity (customer_id)")
    db.execute("""
        CREATE TABLE conversation (
            id           {ID},
            customer_id  {INT} NOT NULL UNIQUE,
            rev          {INT} NOT NULL,          -- rises with each turn: two writers cannot both win
            holder       TEXT NOT NULL,           -- bot, queue, agent
            holder_until {INT},                   -- when a queue or lease ends by itself
            state        {BLOB} NOT NULL          -- ConversationState, msgpack
        ) {STRICT}""")
    db.execute("CREATE INDEX conversation_held ON conversation (id) WHERE holder <> 'bot'")
    db.execute("""
        CREATE TABLE episode (
            id              {ID},
            conversation_id {INT} NOT NULL,
            opened_at       {INT} NOT NULL, closed_at {INT},
            status          TEXT NOT NULL         -- open, resolved, silent
        ) {STRICT}""")
    db.execute("CREATE INDEX episode_conversation ON episode (conversation_id, id)")


@core()
def m0002_turns(db: Migrator) -> None:
    """What came in, what was decided, what was said. A message's id is its turn's id * 16 + its place (in = 0)."""
    db.execute("""
        CREATE TABLE inbox (
            id          {ID},                     -- the turn's id, given at accept
            kind        TEXT NOT NULL,            -- message, event, fact, control
            channel     TEXT NOT NULL, account TEXT NOT NULL, dedupe TEXT NOT NULL,
            received_at {INT} NOT NULL,
            done        {INT} NOT NULL,           -- 0: to do, 1: done
            attempts    {INT} NOT NULL,           -- starts that found it undone
            body        {BLOB},                   -- InboundMessage or ChannelEvent, msgpack; NULL when done
            UNIQUE (channel, account, dedupe)     -- a redelivered message is stored once
        ) {STRICT}""")
    db.execute("CREATE INDEX inbox_todo ON inbox (id) WHERE done = 0")
    db.execute("""
        CREATE TABLE raw (
            inbox_id    {ID},                     -- the platform's own body, 7 days
            received_at {INT} NOT NULL,
            body        {BLOB} NOT NULL
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE turn (
            id              {ID},
            conversation_id {INT} NOT NULL,
            at              {INT} NOT NULL,
            money           {INT} NOT NULL DEFAULT 0,  -- 1: money moved; its record is kept for a year
            record          {BLOB} NOT NULL       -- TurnRecord, msgpack
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE message (
            id              {ID},                 -- turn id * 16 + place: 0 came in, 1-15 went out
            conversation_id {INT} NOT NULL,
            identity_id     {INT} NOT NULL,
            at              {INT} NOT NULL,
            author          TEXT NOT NULL,        -- customer, bot, or the agent's name
            body            {BLOB} NOT NULL       -- InboundMessage, or reply parts, msgpack
        ) {STRICT}""")
    db.execute("CREATE INDEX message_conversation ON message (conversation_id, id)")
    db.execute("""
        CREATE TABLE outbox (
            id              {ID},                 -- the message's id: a repeated turn cannot store a second copy
            turn_id         {INT} NOT NULL,
            conversation_id {INT} NOT NULL,
            channel         TEXT NOT NULL, account TEXT NOT NULL, address TEXT NOT NULL, thread TEXT NOT NULL,
            reply_to        TEXT,                 -- the platform's id of the message answered
            purpose         TEXT NOT NULL,        -- conversational, transactional, marketing
            payment         {INT} NOT NULL,       -- 1: asks for money, never sent twice when its fate is unknown
            body            {BLOB} NOT NULL,      -- reply parts, msgpack
            state           TEXT NOT NULL,        -- due, sending, sent, delivered, read,
                                                  -- unknown, parked, refused, cancelled
            reason          TEXT NOT NULL,
            attempts        {INT} NOT NULL,
            created_at      {INT} NOT NULL,
            due_at          {INT} NOT NULL
        ) {STRICT}""")
    db.execute("CREATE INDEX outbox_todo ON outbox (id) WHERE state IN ('due', 'sending', 'unknown')")
    db.execute("CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked'")
    db.execute("""
        CREATE TABLE epoch (
            id {ID}, at {INT} NOT NULL,
            plugins {BLOB} NOT NULL               -- [[name, version, hash], ...], msgpack
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE event (
            id          {ID},
            identity_id {INT} NOT NULL,
            source      TEXT NOT NULL, dedupe TEXT NOT NULL,
            kind        TEXT NOT NULL,
            at          {INT} NOT NULL,
            body        {BLOB} NOT NULL,
            UNIQUE (source, dedupe)
        ) {STRICT}""")


@core()
def m0003_housekeeping(db: Migrator) -> None:
    """Keys, secrets, plugins' small values, media, and who changed what."""
    db.execute("""
        CREATE TABLE app_key (
            id {ID}, app TEXT NOT NULL,
            hash {BLOB} NOT NULL UNIQUE,          -- SHA-256 of the key; the key itself is shown once
            scopes TEXT NOT NULL, limited {INT} NOT NULL,
            created_at {INT} NOT NULL, revoked_at {INT}
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE secret (
            name TEXT PRIMARY KEY, value {BLOB} NOT NULL, changed_at {INT} NOT NULL
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE kv (
            plugin TEXT NOT NULL, name TEXT NOT NULL, value {BLOB} NOT NULL,
            PRIMARY KEY (plugin, name)
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE media_ref (
            sha256 TEXT NOT NULL, message_id {INT} NOT NULL,
            media_type TEXT NOT NULL, size {INT} NOT NULL, created_at {INT} NOT NULL,
            PRIMARY KEY (sha256, message_id)      -- a file goes with its last row
        ) {STRICT}""")
    db.execute("CREATE INDEX media_ref_message ON media_ref (message_id)")
    db.execute("""
        CREATE TABLE setting_history (
            id {ID}, at {INT} NOT NULL, who TEXT NOT NULL, diff TEXT NOT NULL
        ) {STRICT}""")


@core()
def m0004_dialogues(db: Migrator) -> None:
    """Dialogues under way: one row per run, rewritten with each turn; what wakes those that wait."""
    db.execute("""
        CREATE TABLE run (
            id              {ID},
            conversation_id {INT} NOT NULL,
            dialogue        TEXT NOT NULL,        -- plugin/name
            status          TEXT NOT NULL,        -- waiting, finished, failed, cancelled, expired, handed over
            started_at      {INT} NOT NULL, changed_at {INT} NOT NULL,
            rev             {INT} NOT NULL,       -- rises with each change: two writers cannot both win
            body            {BLOB} NOT NULL       -- Run with its journal, msgpack
        ) {STRICT}""")
    db.execute("CREATE INDEX run_waiting ON run (conversation_id) WHERE status = 'waiting'")
    db.execute("""
        CREATE TABLE timer (
            run_id          {ID},
            seq             {INT} NOT NULL,       -- of the wait: a timer of an earlier one does nothing
            conversation_id {INT} NOT NULL,
            kind            TEXT NOT NULL,        -- ask, event, sleep, background, held
            due_at          {INT} NOT NULL
        ) {STRICT}""")
    db.execute("CREATE INDEX timer_due ON timer (due_at, run_id)")
    db.execute("CREATE INDEX timer_background ON timer (run_id) WHERE kind = 'background'")
    db.execute("""
        CREATE TABLE wait (
            run_id          {ID},
            conversation_id {INT} NOT NULL,
            kind            TEXT NOT NULL         -- of the shop event
        ) {STRICT}""")
    db.execute("CREATE INDEX wait_conversation ON wait (conversation_id, kind)")


@core()
def m0005_customers(db: Migrator) -> None:
    """One customer over all channels: what was proven, what was linked and can be taken apart, what may be sent.

    Rows name the identity they came by, never the customer: taking a link apart moves identities and nothing else.
    """
    db.execute("ALTER TABLE identity ADD COLUMN stopped {INT} NOT NULL DEFAULT 0")  # bits of people.Stopped
    db.execute("ALTER TABLE identity ADD COLUMN proven_at {INT}")  # NULL: nobody has shown that it is theirs
    db.execute("ALTER TABLE customer ADD COLUMN merged_into {INT}")  # a tombstone: its identities are there now
    db.execute("CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL")
    db.execute("DROP INDEX message_conversation")
    db.execute("CREATE INDEX message_identity ON message (identity_id, id)")
    db.execute("ALTER TABLE outbox ADD COLUMN verdict TEXT NOT NULL DEFAULT 'sent'")  # of the gate
    db.execute("ALTER TABLE outbox ADD COLUMN platform_id TEXT")  # the platform's own name for it
    db.execute("CREATE INDEX outbox_platform ON outbox (channel, account, platform_id) WHERE platform_id IS NOT NULL")
    db.execute("CREATE INDEX outbox_marketing ON outbox (conversation_id, created_at) WHERE purpose = 'marketing'")
    db.execute("""
        CREATE TABLE fact (
            identity_id {INT} NOT NULL,           -- by which address the shop learned it
            name        TEXT NOT NULL,            -- name, language, time_zone, tag:<tag>, or an attribute
            value       {BLOB} NOT NULL,          -- msgpack
            at          {INT} NOT NULL,           -- of several the latest holds
            PRIMARY KEY (identity_id, name)
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE challenge (
            id              {ID},
            kind            TEXT NOT NULL,        -- code: sent to an address; invitation: a link that carries on
            hash            {BLOB} NOT NULL,      -- of what must be shown; the secret itself is kept nowhere
            identity_id     {INT} NOT NULL,       -- who asked for it
            channel         TEXT NOT NULL, account TEXT NOT NULL, address TEXT NOT NULL,  -- empty for an invitation
            tries           {INT} NOT NULL,
            created_at      {INT} NOT NULL, expires_at {INT} NOT NULL,
            used_at         {INT}
        ) {STRICT}""")
    db.execute("CREATE INDEX challenge_hash ON challenge (hash)")
    db.execute("CREATE INDEX challenge_identity ON challenge (identity_id, created_at)")
    db.execute("CREATE INDEX challenge_address ON challenge (channel, address, created_at)")
    db.execute("""
        CREATE TABLE link_proof (
            id          {ID},
            identity_id {INT} NOT NULL,           -- where the proof was given
            other_id    {INT} NOT NULL,           -- whose it is, too
            how         TEXT NOT NULL,            -- code, invitation, login, platform, agent
            who         TEXT NOT NULL,            -- customer, or the agent's name
            at          {INT} NOT NULL,
            state       TEXT NOT NULL,            -- given, linked, known, refused, undone
            reason      TEXT NOT NULL,
            kept        {INT}, moved {INT},       -- customers, once linked
            body        {BLOB}                    -- Moved: identities and runs to give back when undone, msgpack
        ) {STRICT}""")
    db.execute("CREATE INDEX link_proof_identity ON link_proof (identity_id)")
    db.execute("CREATE INDEX link_proof_other ON link_proof (other_id)")
    db.execute("""
        CREATE TABLE consent (
            id          {ID},
            identity_id {INT} NOT NULL,
            purpose     TEXT NOT NULL,            -- marketing, transactional
            given       {INT} NOT NULL,           -- 1: yes, 0: no or taken back; of several the last one holds
            at          {INT} NOT NULL,
            wording     TEXT NOT NULL,            -- what the customer was asked, or wrote
            source      TEXT NOT NULL             -- customer, import, agent, platform
        ) {STRICT}""")
    db.execute("CREATE INDEX consent_identity ON consent (identity_id, id)")
    db.execute("""
        CREATE TABLE suppression (
            hash   {BLOB} PRIMARY KEY,            -- of channel and address under DATA/secret.key; survives erasure
            reason TEXT NOT NULL, at {INT} NOT NULL
        ) {STRICT}""")
    db.execute("""
        CREATE TABLE order_ref (
            id           {ID},
            identity_id  {INT} NOT NULL,
            order_number TEXT NOT NULL,
            at           {INT} NOT NULL, until {INT} NOT NULL,
            how          TEXT NOT NULL            -- postcode, email
        ) {STRICT}""")
    db.execute("CREATE INDEX order_ref_identity ON order_ref (identity_id)")
    db.execute("""
        CREATE TABLE audit (
            id {ID}, at {INT} NOT NULL,
            who TEXT NOT NULL, what TEXT NOT NULL,
            customer_id {INT},                    -- NULL once erased
            details TEXT NOT NULL                 -- numbers and kinds, never an address or a name
        ) {STRICT}""")
    db.execute("CREATE INDEX audit_customer ON audit (customer_id)")


@core()
def m0006_consents(db: Migrator) -> None:
    """Consent for one thing alone: what an offer needs, and what a code that was sent gives once it is typed."""
    db.execute("ALTER TABLE outbox ADD COLUMN consent TEXT NOT NULL DEFAULT ''")  # newsletter, price_alert, ...
    db.execute("ALTER TABLE challenge ADD COLUMN purpose TEXT NOT NULL DEFAULT ''")  # of the consent; empty: none
    db.execute("ALTER TABLE challenge ADD COLUMN wording TEXT NOT NULL DEFAULT ''")  # what was agreed to


@core()
def m0007_index_of_messages(db: Migrator) -> None:
    """An address's messages in their order; in SQLite a third less to write for each of them."""
    db.execute("DROP INDEX message_identity")
    db.execute("CREATE INDEX message_identity ON message (identity_id{AND_ID})")
