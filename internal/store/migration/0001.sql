-- The first shape of a hall's file. It stays in the file: sqlite3 hall.db .schema
--
-- A time is INTEGER, Unix milliseconds, UTC: what the journal's hash covers, and
-- it compares and indexes as itself. To read one: datetime(at / 1000, 'unixepoch').
-- A day is TEXT, 2026-11-22, a business day in the hall's zone.
-- A boolean is INTEGER, 0 or 1. Hashes are BLOB, SHA-256.

CREATE TABLE meta (
    id      INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
    epoch   INTEGER NOT NULL, -- one more after every restore
    day     TEXT    NOT NULL, -- the business day the hall is on; only ever later
    doubt   TEXT    NOT NULL, -- calendar.Doubt that the last deed found; empty while the clock is believed
    settled INTEGER NOT NULL, -- commits whose outcome had to be looked up
    salt    BLOB    NOT NULL  -- goes into the hashes of what must not be readable
) STRICT;
INSERT INTO meta VALUES (1, 1, '1970-01-01', '', 0, randomblob(32));

-- Append-only and gapless, by the triggers below; each row carries the hash of
-- the one before, so that a change by other means shows.
CREATE TABLE journal (
    seq     INTEGER PRIMARY KEY, -- 1, 2, 3 …
    epoch   INTEGER NOT NULL, -- meta.epoch when it was written
    at      INTEGER NOT NULL, -- time, the hall's
    actor   TEXT    NOT NULL, -- account.name, kiosk, spool, setup
    verb    TEXT    NOT NULL, -- event.Verb
    subject TEXT    NOT NULL, -- ticket.no, account.name, line.id, desk.id, job.id
    body    TEXT    NOT NULL CHECK (json_valid(body)), -- no personal data, ever
    prev    BLOB    NOT NULL CHECK (length(prev) = 32), -- hash of the row before; zeros in the first
    hash    BLOB    NOT NULL CHECK (length(hash) = 32)  -- event.Event.Sum
) STRICT;
CREATE TRIGGER journal_kept_whole BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_kept_true BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END;

-- What the hall's files say. A line or desk that is gone from them is retired,
-- so that what it did keeps its name.
CREATE TABLE hall (
    id     INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
    name   TEXT    NOT NULL, -- 青石镇便民服务中心
    motto  TEXT    NOT NULL,
    phone  TEXT    NOT NULL,
    base   TEXT    NOT NULL, -- public address of ticket pages, HTTPS://…, or empty
    advice TEXT    NOT NULL, -- what to do with a slip
    sample INTEGER NOT NULL  -- boolean: 示范数据
) STRICT;
INSERT INTO hall VALUES (1, '', '', '', '', '', 0);

CREATE TABLE line ( -- 业务队列, queue.Line
    id          TEXT    PRIMARY KEY,
    place       INTEGER NOT NULL, -- order in which lines are offered, from 0
    letter      TEXT    NOT NULL CHECK (letter GLOB '[A-Z]'),
    name        TEXT    NOT NULL,
    about       TEXT    NOT NULL,
    hours       TEXT    NOT NULL, -- calendar.Hours as JSON, minutes from midnight
    cap         INTEGER NOT NULL, -- numbers a day, 0 for no limit
    retired     INTEGER NOT NULL, -- boolean: gone from the files
    stopped     TEXT    NOT NULL DEFAULT '', -- why a clerk closed it, for residents
    stopped_day TEXT    NOT NULL DEFAULT ''  -- day for which stopped holds
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX line_letter ON line (letter) WHERE retired = 0; -- else two people hold A001

CREATE TABLE account ( -- 工作人员, staff.Account
    name        TEXT    PRIMARY KEY, -- to sign in with
    person      TEXT    NOT NULL, -- as colleagues know them; personal data
    role        TEXT    NOT NULL, -- staff.Role
    disabled    INTEGER NOT NULL, -- boolean
    pin         TEXT    NOT NULL, -- argon2id hash, PHC form
    must_change INTEGER NOT NULL  -- boolean: the PIN was given by somebody else
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt ( -- wrong PINs in a row
    account BLOB    NOT NULL, -- salted hash of the name typed, which may be no account's
    source  BLOB    NOT NULL, -- salted hash of the address it came from
    wrong   INTEGER NOT NULL,
    last    INTEGER NOT NULL, -- time by the machine's own clock, believed or not
    PRIMARY KEY (account, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_last ON attempt (last); -- old ones are forgotten

CREATE TABLE session ( -- who is signed in at the console
    token   BLOB    PRIMARY KEY, -- hash of the token; the token is nowhere
    account TEXT    NOT NULL, -- account.name, empty before sign-in
    data    BLOB    NOT NULL, -- as scs encodes it
    expires INTEGER NOT NULL  -- time by the machine's own clock
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expires ON session (expires); -- expired ones are deleted
CREATE INDEX session_account ON session (account); -- all of an account's end together

CREATE TABLE desk ( -- 窗口, queue.Window
    id      TEXT    PRIMARY KEY, -- as it is called: 3
    place   INTEGER NOT NULL, -- order in the files, from 0
    name    TEXT    NOT NULL,
    retired INTEGER NOT NULL, -- boolean: gone from the files
    clerk   TEXT    REFERENCES account (name), -- who sits there, NULL when nobody
    since   INTEGER  -- time they sat down, NULL when nobody
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX desk_clerk ON desk (clerk) WHERE clerk IS NOT NULL; -- one seat each

CREATE TABLE desk_line ( -- which lines a desk serves
    desk  TEXT    NOT NULL REFERENCES desk (id),
    line  TEXT    NOT NULL REFERENCES line (id),
    place INTEGER NOT NULL, -- order in the files, from 0
    PRIMARY KEY (desk, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket ( -- 号, queue.Ticket
    id     INTEGER PRIMARY KEY, -- order in which numbers were given
    line   TEXT    NOT NULL REFERENCES line (id),
    day    TEXT    NOT NULL, -- business day it counts for
    sure   INTEGER NOT NULL, -- boolean: day is certain; a doubtful one becomes the first certain day
    seq    INTEGER NOT NULL CHECK (seq > 0), -- 1, 2, 3 … within line and day
    no     TEXT    NOT NULL, -- as printed and called: A001
    token  TEXT    NOT NULL UNIQUE, -- what its QR code holds; whoever has it sees the ticket
    tap    TEXT    NOT NULL UNIQUE, -- the touch that took it; a repeated one takes nothing
    class  TEXT    NOT NULL CHECK (class IN ('normal', 'special', 'booked')),
    state  TEXT    NOT NULL CHECK (state IN ('waiting', 'called', 'finished', 'absent')),
    taken  INTEGER NOT NULL, -- time
    desk   TEXT    REFERENCES desk (id), -- last called to, NULL before
    called INTEGER, -- time of the last call, NULL before
    calls  INTEGER NOT NULL, -- how often it was called
    CHECK ((state = 'waiting') = (calls = 0)),
    CHECK ((desk IS NULL) = (calls = 0) AND (called IS NULL) = (calls = 0)),
    UNIQUE (line, day, seq), -- and the next number is found here
    UNIQUE (day, no)         -- no number twice a day, whatever the files say
) STRICT;
-- Who waits, in the order in which they came: the only tickets a call looks at.
CREATE INDEX ticket_waiting ON ticket (day, line, taken, id) WHERE state = 'waiting';
-- A desk serves one person at a time.
CREATE UNIQUE INDEX ticket_at_desk ON ticket (desk, day) WHERE state = 'called';
-- What a desk did on a day.
CREATE INDEX ticket_desk ON ticket (desk, day, state) WHERE calls > 0;
-- The board, the newest call first.
CREATE INDEX ticket_called ON ticket (day, called) WHERE calls > 0;
-- Those to move when the clock is right again.
CREATE INDEX ticket_unsure ON ticket (id) WHERE sure = 0;

CREATE TABLE job ( -- a slip on its way to paper, printer.Job
    id      INTEGER PRIMARY KEY,
    origin  INTEGER REFERENCES job (id), -- the first slip, of which this is a copy; NULL for the first
    ticket  INTEGER REFERENCES ticket (id), -- NULL for a slip that is no ticket's
    kind    TEXT    NOT NULL, -- printer.Kind
    subject TEXT    NOT NULL, -- ticket.no
    vals    TEXT    NOT NULL CHECK (json_valid(vals)), -- what the slip says
    copy    INTEGER NOT NULL, -- 0, then n of 补打 n
    state   TEXT    NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'await', 'stalled', 'printed', 'sent', 'doubt', 'dropped')),
    fault   TEXT    NOT NULL, -- printer.Fault: why held, stalled or in doubt
    attempt INTEGER NOT NULL,
    bytes   BLOB    NOT NULL, -- as sent by the last attempt
    profile TEXT    NOT NULL, -- printer profile that bytes were made for
    sent    INTEGER NOT NULL, -- bytes of bytes that may have left
    made    INTEGER NOT NULL, -- time
    moved   INTEGER NOT NULL, -- time state last changed
    CHECK ((origin IS NULL) = (copy = 0)),
    UNIQUE (origin, copy)
) STRICT;
-- One slip a ticket; any other is a copy.
CREATE UNIQUE INDEX job_ticket ON job (ticket) WHERE copy = 0;
-- What is still to print, and what was on its way when the power failed.
CREATE INDEX job_state ON job (state, id);

CREATE TABLE printer ( -- the printer as it was last heard of, printer.Status
    id       INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
    fault    TEXT    NOT NULL, -- printer.Fault
    near_end INTEGER NOT NULL, -- boolean: paper runs low
    device   TEXT    NOT NULL,
    profile  TEXT    NOT NULL,
    at       INTEGER NOT NULL  -- time it last said something new
) STRICT;
INSERT INTO printer VALUES (1, 'missing', 0, '', '', 0);
