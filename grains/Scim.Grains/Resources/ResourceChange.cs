using System.Text.Json.Nodes;
using Scim.Protocol.Patching;

namespace Scim.Grains.Resources;

/// <summary>What a request makes of a resource, before it is committed.</summary>
/// <param name="Document">The canonical document.</param>
/// <param name="Changed">Names of the attributes that differ; empty when the document stays as it is.</param>
/// <param name="Members">What happens to a group's members, in order.</param>
internal sealed record ResourceChange(JsonObject Document, IReadOnlyList<string> Changed, IReadOnlyList<MemberEdit> Members);
