namespace Scim.Silo;

/// <summary>Where an installation keeps its data, and so how many processes it can be.</summary>
public enum StorageKind
{
    /// <summary>A SQLite file in a folder of this machine: one process, no preparation.</summary>
    Sqlite,

    /// <summary>
    /// PostgreSQL 15 or newer: any number of silos and gateways that find each other in the database.
    /// </summary>
    Postgres,
}
