namespace Scim.Benchmarks;

/// <summary>The database under the product.</summary>
internal enum StorageProvider
{
    /// <summary>The embedded default.</summary>
    Sqlite,

    /// <summary>Production.</summary>
    Postgres,
}
