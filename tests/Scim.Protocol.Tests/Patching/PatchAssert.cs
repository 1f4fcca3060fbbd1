using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

/// <summary>Helpers for PATCH tests. Operations are JSON with single quotes.</summary>
internal static class PatchAssert
{
    public static readonly PatchOptions StrictOptions = new() { ReplaceCreates = false };

    public static PatchRequest ParseRequest(string operations, ResourceType? type = null) =>
        PatchRequest.Parse(
            SampleResources.GetUtf8Bytes(
                $"{{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{operations}]}}"
            ),
            type ?? SampleResources.PlantUser,
            JsonLimits.Default,
            FilterLimits.Default
        );

    /// <summary>
    /// Applies operations to user ada with the attributes <paramref name="before"/>, and asserts that the input is not
    /// modified.
    /// </summary>
    public static PatchOutcome PatchAda(string before, string operations, PatchOptions? options = null)
    {
        JsonObject current = SampleResources.CreateAda(before, SampleResources.PlantUser);
        JsonNode copy = current.DeepClone();
        PatchOutcome outcome = PatchEngine.ApplyRequest(
            SampleResources.PlantUser,
            current,
            ParseRequest(operations),
            options ?? PatchOptions.Default
        );
        SampleResources.AssertJson(copy, current);
        return outcome;
    }

    /// <summary>Applies operations to group Crew.</summary>
    public static PatchOutcome PatchCrew(string operations) =>
        PatchEngine.ApplyRequest(
            SampleResources.Group,
            SampleResources.CreateCrew(),
            ParseRequest(operations, SampleResources.Group),
            PatchOptions.Default
        );

    /// <summary>
    /// Asserts the resulting attributes of ada, and that the flags of the outcome are consistent with them.
    /// </summary>
    public static void AssertBecomes(string before, string operations, string after, PatchOptions? options = null)
    {
        PatchOutcome outcome = PatchAda(before, operations, options);
        JsonObject expected = SampleResources.CreateAda(after, SampleResources.PlantUser);
        SampleResources.AssertJson(expected, outcome.Document);
        Assert.Equal(
            !JsonNode.DeepEquals(SampleResources.CreateAda(before, SampleResources.PlantUser), expected),
            outcome.IsChanged
        );
        Assert.Equal(outcome.IsChanged, outcome.ChangedAttributes.Count > 0);
    }

    public static ScimError AssertFails(string before, string operations, PatchOptions? options = null) =>
        SampleResources.AssertThrows(() => PatchAda(before, operations, options));
}
