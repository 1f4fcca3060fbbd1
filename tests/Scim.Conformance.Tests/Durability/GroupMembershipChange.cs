namespace Scim.Conformance.Tests.Durability;

/// <summary>Adds users to a group and removes others from it, in one request.</summary>
public sealed class GroupMembershipChange(
    string group,
    IReadOnlyList<AcknowledgedUser> joining,
    IReadOnlyList<AcknowledgedUser> leaving
) : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) =>
        scim.PatchAsync(
            $"/Groups/{group}",
            RequestBodies.CreatePatch([
                .. leaving.Select(person => RequestBodies.RemoveOperation($"members[value eq \"{person.Id}\"]")),
                .. joining.Count == 0
                    ? []
                    : new[]
                    {
                        RequestBodies.AddOperation(
                            "members",
                            RequestBodies.CreateMembers(joining.Select(person => person.Id))
                        ),
                    },
            ])
        );

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response)
    {
        response.AssertStatus(200, 204);
        ApplyToModel();
    }

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        int done =
            joining.Count(person => seen.GetMembers(group).Contains(person.Id))
            + leaving.Count(person => !seen.GetMembers(group).Contains(person.Id));
        Assert.True(
            done == 0 || done == joining.Count + leaving.Count,
            $"{done} of {joining.Count + leaving.Count} member changes of one request took effect in group {group}."
        );
        if (done > 0)
            ApplyToModel();
    }

    private void ApplyToModel()
    {
        foreach (AcknowledgedUser person in joining)
            person.Groups.Add(group);
        foreach (AcknowledgedUser person in leaving)
            person.Groups.Remove(group);
    }
}
