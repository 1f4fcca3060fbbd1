namespace Scim.Silo;

/// <summary>The database of an installation, which determines how many processes it can have.</summary>
public enum StorageKind
{
    /// <summary>A SQLite file in a folder of this machine: one process, no setup.</summary>
    Sqlite,

    /// <summary>
    /// PostgreSQL 15 or later: any number of silos and gateways, which find each other through the database.
    /// </summary>
    Postgres,
}
