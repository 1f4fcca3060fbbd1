using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// A tenant's registered schemas and resource types in the form that is sent between processes: JSON and a version.
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A process compiles the schemas once for all requests: <see cref="TenantCache"/> keeps the instance as long as the
/// version does not change.
/// </remarks>
[GenerateSerializer, Immutable, Alias("scim.SchemaSet")]
public sealed class SchemaSet
{
    [NonSerialized]
    private TenantSchemas? _compiled;

    [NonSerialized]
    private TenantCustomSchemas? _customSchemas;

    /// <summary>A tenant without registered schemas.</summary>
    public static SchemaSet None { get; } = new();

    /// <summary>Increases with every change; 0 if nothing was ever registered.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>The JSON of <see cref="TenantCustomSchemas.ToUtf8"/>.</summary>
    [Id(1)]
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The registered schemas and resource types.</summary>
    public TenantCustomSchemas CustomSchemas => _customSchemas ??= TenantCustomSchemas.Parse(Json.Span);

    /// <summary>The compiled schemas. If two threads compile them at the same time, both results are equal.</summary>
    public TenantSchemas Compiled => _compiled ??= CustomSchemas.CompileSchemas(Version);
}
