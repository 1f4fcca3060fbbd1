using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// What a tenant declared of schemas and resource types, as it crosses processes: JSON and its version. A process
/// compiles it once, however many requests use it: <see cref="TenantCache"/> keeps the object for as long as the
/// version is the same. Immutable, safe to share.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.SchemaSet")]
public sealed class SchemaSet
{
    [NonSerialized]
    private TenantSchemas? _compiled;

    [NonSerialized]
    private TenantCustomSchemas? _customSchemas;

    /// <summary>Nothing declared.</summary>
    public static SchemaSet None { get; } = new();

    /// <summary>Grows with every change; 0 when nothing was ever declared.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>What <see cref="TenantCustomSchemas.ToUtf8"/> wrote.</summary>
    [Id(1)]
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>What was declared.</summary>
    public TenantCustomSchemas CustomSchemas =>
        _customSchemas ??= TenantCustomSchemas.Parse(Json.Span);

    /// <summary>What requests use. Should two threads come first at once, both make the same.</summary>
    public TenantSchemas Compiled => _compiled ??= CustomSchemas.CompileSchemas(Version);
}
