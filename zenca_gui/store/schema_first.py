"""What the first zenca's tables look like. Released: later shapes are steps in `migrations`."""

from __future__ import annotations

INVENTORY = (
    """create table identity (uuid text not null, made_at text not null) strict""",
    """create table administrator (
        id integer primary key autoincrement,
        name text not null,
        name_key text not null unique,
        password_hash text not null,
        added_at text not null,
        failures integer not null,
        failed_at text
    ) strict""",
    """create table zone (
        id integer primary key autoincrement,
        name text not null,
        name_key text not null unique,
        carrier text not null,
        clock_anchor text not null,
        clock_shows text not null,
        clock_speed real not null,
        lab text not null,
        warn_us integer not null,
        every_login_us integer not null,
        remind_us integer not null,
        prepare_days integer not null,
        asked_share real not null,
        keep_server_keys integer not null,
        backup_recipient text not null,
        recovery_proved_for text not null
    ) strict""",
    """create table shown (
        administrator_key text not null,
        zone integer not null references zone on delete cascade,
        door text not null,
        at text not null,
        primary key (administrator_key, zone, door)
    ) strict""",
    """create table server (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        fqdn text not null,
        aliases text not null,
        address text not null,
        port integer not null,
        role text not null,
        mdm integer not null,
        ca_role integer not null,
        os text not null,
        version text not null,
        ssh_port integer,
        ssh_user text,
        ssh_key_file text,
        ssh_host_key text,
        ssh_folder text,
        ssh_profile text,
        unique (zone, fqdn)
    ) strict""",
    """create table sighting (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        server integer not null references server on delete cascade,
        at text not null,
        presented text not null,
        trouble text,
        detail text not null,
        protocol text not null,
        cipher text not null,
        clock text
    ) strict""",
    "create index sighting_of_server on sighting (server)",
    "create index sighting_of_zone on sighting (zone, server)",
    """create table device (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        guid text not null,
        name text not null,
        name_key text not null,
        kind text not null,
        os text not null,
        user text not null,
        amt integer not null,
        lost integer not null,
        retired integer not null,
        test integer not null,
        last_contact text,
        stage text not null,
        stage_at text,
        stage_evidence text,
        stage_by text not null,
        stage_reason text not null,
        can_talk integer,
        talk_reason text not null,
        search text not null
    ) strict""",
    "create unique index device_guid on device (zone, guid) where guid <> ''",
    "create index device_name on device (zone, name_key)",
    "create index device_stand on device (zone, retired, kind, stage, lost)",
)

AUTHORITIES = (
    """create table certificate (
        sha256 text primary key,
        der blob not null,
        subject text not null,
        issuer text not null,
        serial text not null,
        not_before text not null,
        not_after text not null,
        key text not null,
        signature text not null,
        sha1 text not null,
        public_sha256 text not null,
        ca integer not null,
        path_length integer,
        key_identifier text not null,
        authority_identifier text not null,
        names text not null,
        self_signed integer not null
    ) strict""",
    """create table generation (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        number integer not null,
        key_number integer not null,
        certificate text not null references certificate,
        chain text not null,
        custody text not null,
        status text not null,
        key_id text,
        change integer references ca_change on delete set null deferrable initially deferred,
        added_at text not null,
        unique (zone, number)
    ) strict""",
    "create index generation_of_change on generation (change)",
    """create table server_certificate (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        server integer not null references server on delete cascade,
        generation integer not null references generation on delete cascade,
        certificate text not null references certificate,
        status text not null,
        key_id text,
        change integer references ca_change on delete set null deferrable initially deferred,
        added_at text not null
    ) strict""",
    "create index server_certificate_of_zone on server_certificate (zone, server)",
    "create index server_certificate_of_server on server_certificate (server)",
    "create index server_certificate_of_generation on server_certificate (generation)",
    "create index server_certificate_of_change on server_certificate (change)",
    """create table cross_certificate (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        change integer not null references ca_change on delete cascade
            deferrable initially deferred,
        subject_generation integer not null references generation on delete cascade,
        issuer_generation integer not null references generation on delete cascade,
        certificate text not null references certificate
    ) strict""",
    "create index cross_certificate_of_zone on cross_certificate (zone)",
    """create table sealed_key (
        id text primary key,
        zone integer not null references zone on delete cascade,
        purpose text not null,
        pem blob not null,
        wrapped_by text not null,
        public_sha256 text not null
    ) strict""",
    "create index sealed_key_of_zone on sealed_key (zone)",
    """create table reserved_key (
        id text primary key,
        zone integer not null references zone on delete cascade,
        at text not null
    ) strict""",
    """create table revoked (
        generation integer not null references generation on delete cascade,
        serial text not null,
        at text not null,
        primary key (generation, serial)
    ) strict""",
    """create table crl (
        generation integer not null references generation on delete cascade,
        number integer not null,
        der blob not null,
        next_update text not null,
        primary key (generation, number)
    ) strict""",
)

CHANGES = (
    """create table ca_change (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        kind text not null,
        state text not null,
        old integer not null references generation deferrable initially deferred,
        new integer references generation on delete set null deferrable initially deferred,
        key text,
        subject text,
        validity_days integer,
        server_validity_days integer,
        reason text,
        carrier text,
        activate_at text,
        opened_at text not null,
        opened_by text not null,
        assigned_at text,
        activated_at text,
        overlap_ended_at text,
        closed_at text,
        cancelled_at text
    ) strict""",
    """create unique index one_open_change on ca_change (zone)
        where state in ('draft', 'material', 'assigned', 'active')""",
    "create index ca_change_of_zone on ca_change (zone)",
    """create table system_update (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        change integer not null unique references ca_change on delete cascade,
        name text not null,
        carrier text not null,
        assigned_at text not null,
        trust_sha256 text not null
    ) strict""",
    """create table delivery (
        change integer not null references ca_change on delete cascade,
        server integer not null references server on delete cascade,
        zone integer not null references zone on delete cascade,
        state text not null,
        release_name text not null,
        previous_name text not null,
        detail text not null,
        at text not null,
        primary key (change, server)
    ) strict""",
    "create index delivery_of_server on delivery (server)",
    """create table follow_up (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        change integer not null references ca_change on delete cascade,
        kind text not null,
        subject text not null,
        device integer references device on delete set null,
        state text not null,
        evidence text not null,
        done_by text not null,
        at text,
        recheck text
    ) strict""",
    "create index follow_up_of_zone on follow_up (zone, change)",
    "create index follow_up_of_change on follow_up (change)",
    "create index follow_up_of_device on follow_up (device)",
    """create table document (
        change integer not null references ca_change on delete cascade,
        name text not null,
        content text not null,
        primary key (change, name)
    ) strict""",
)

JOURNAL = (
    """create table journal (
        sequence integer primary key,
        at text not null,
        zone_time text not null,
        actor text not null,
        zone text not null,
        kind text not null,
        words text not null,
        evidence text not null,
        detail text not null,
        previous text not null,
        hash text not null
    ) strict""",
    "create index journal_of_zone on journal (zone)",
    """create trigger journal_is_not_rewritten before update on journal
        begin select raise(abort, 'the journal is append-only'); end""",
    """create trigger journal_is_not_shortened before delete on journal
        begin select raise(abort, 'the journal is append-only'); end""",
    """create trigger journal_grows_at_its_end before insert on journal
        when new.sequence <> (select coalesce(max(sequence), 0) + 1 from journal)
        begin select raise(abort, 'the journal is append-only'); end""",
)
