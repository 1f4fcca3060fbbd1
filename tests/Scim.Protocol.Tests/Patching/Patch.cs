using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Json;

namespace Scim.Protocol.Tests.Patching;

/// <summary>Short forms for PATCH requests in tests; operations are JSON with single quotes.</summary>
internal static class Patch
{
    public static readonly PatchOptions Strict = new() { ReplaceCreates = false };

    public static PatchRequest Request(string operations, ResourceType? type = null) =>
        PatchRequest.Parse(
            Sample.Utf8($"{{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{operations}]}}"),
            type ?? Sample.PlantUser, JsonLimits.Default, FilterLimits.Default);

    /// <summary>Applies operations to user ada with the attributes <paramref name="before"/>; checks that the input is left alone.</summary>
    public static PatchOutcome Ada(string before, string operations, PatchOptions? options = null)
    {
        JsonObject current = Sample.Ada(before, Sample.PlantUser);
        JsonNode copy = current.DeepClone();
        PatchOutcome outcome = PatchEngine.Apply(Sample.PlantUser, current, Request(operations), options ?? PatchOptions.Default);
        Sample.AssertJson(copy, current);
        return outcome;
    }

    /// <summary>Applies operations to group Crew.</summary>
    public static PatchOutcome Crew(string operations) =>
        PatchEngine.Apply(Sample.Group, Sample.Crew(), Request(operations, Sample.Group), PatchOptions.Default);

    /// <summary>Checks what becomes of ada, and that the outcome's flags agree with it.</summary>
    public static void Becomes(string before, string operations, string after, PatchOptions? options = null)
    {
        PatchOutcome outcome = Ada(before, operations, options);
        JsonObject expected = Sample.Ada(after, Sample.PlantUser);
        Sample.AssertJson(expected, outcome.Document);
        Assert.Equal(!JsonNode.DeepEquals(Sample.Ada(before, Sample.PlantUser), expected), outcome.Changed);
        Assert.Equal(outcome.Changed, outcome.ChangedAttributes.Count > 0);
    }

    public static ScimError Fails(string before, string operations, PatchOptions? options = null) => Sample.Fails(() => Ada(before, operations, options));
}
