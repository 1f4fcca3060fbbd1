namespace Scim.Benchmarks;

/// <summary>The database under the product.</summary>
internal enum Storage
{
    /// <summary>The embedded default.</summary>
    Sqlite,

    /// <summary>Production.</summary>
    Postgres,
}
