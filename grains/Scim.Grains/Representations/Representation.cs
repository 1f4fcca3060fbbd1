using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Representations;

/// <summary>The representation of a resource, ready to be sent.</summary>
/// <param name="Version">The entity tag.</param>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="Continuation">The position in the body where members are still missing, or null.</param>
internal sealed record Representation(
    string Version,
    ReadOnlyMemory<byte> Body,
    MembersContinuation? Continuation = null
)
{
    /// <summary>Renders a resource from its canonical document.</summary>
    public static Representation Create(
        ResourceType type,
        ReadOnlySpan<byte> document,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null
    ) => new(meta.Version, RenderBody(type, document, meta, projection, groups, members, null));

    /// <summary>Renders a group with the first part of its members.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="document">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">The attributes to return.</param>
    /// <param name="group">The group's id.</param>
    /// <param name="members">The first members.</param>
    public static Representation CreatePartial(
        ResourceType type,
        ReadOnlySpan<byte> document,
        ResourceMeta meta,
        Projection projection,
        string group,
        IReadOnlyList<MemberValue> members
    )
    {
        var insertionPoint = new MembersInsertionPoint();
        ReadOnlyMemory<byte> body = RenderBody(type, document, meta, projection, null, members, insertionPoint);
        return new Representation(meta.Version, body, insertionPoint.ToContinuation(group, members));
    }

    private static ReadOnlyMemory<byte> RenderBody(
        ResourceType type,
        ReadOnlySpan<byte> document,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups,
        IReadOnlyList<MemberValue>? members,
        MembersInsertionPoint? insertionPoint
    )
    {
        using PooledJsonWriter writer = PooledJsonWriter.Rent();
        ResourceRenderer.WriteResource(writer.Json, type, document, meta, projection, groups, members, insertionPoint);
        return writer.ToArray();
    }
}
