namespace Scim.Benchmarks.Configuration;

/// <summary>The database the silo runs on.</summary>
internal enum StorageProvider
{
    /// <summary>The embedded SQLite database, the default.</summary>
    Sqlite,

    /// <summary>PostgreSQL, as in production.</summary>
    Postgres,
}
