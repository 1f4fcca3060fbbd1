using System.Text.Json.Nodes;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

/// <summary>A resource that <see cref="ResourceGenerator"/> made.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Canonical">The document as it is stored.</param>
/// <param name="Id">Its id.</param>
/// <param name="Created">When it was created.</param>
/// <param name="LastModified">When it was last changed.</param>
/// <param name="Version">Its entity tag.</param>
public sealed record GeneratedResource(
    ResourceType Type,
    JsonObject Canonical,
    string Id,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    string Version
)
{
    /// <summary>The document as clients see it.</summary>
    public JsonObject ToRepresentation()
    {
        var document = (JsonObject)Canonical.DeepClone();
        document["meta"] = new JsonObject
        {
            ["resourceType"] = Type.Name,
            ["created"] = ScimDateTime.FormatMeta(Created),
            ["lastModified"] = ScimDateTime.FormatMeta(LastModified),
            ["location"] = $"https://scim.example{Type.Endpoint}/{Id}",
            ["version"] = Version,
        };
        return document;
    }

    /// <inheritdoc/>
    public override string ToString() => ToRepresentation().ToJsonString();
}
