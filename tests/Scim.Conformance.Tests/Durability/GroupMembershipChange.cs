namespace Scim.Conformance.Tests.Durability;

/// <summary>Some users into a group and some out of it, in one request.</summary>
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
                .. leaving.Select(person =>
                    RequestBodies.RemoveOperation($"members[value eq \"{person.Id}\"]")
                ),
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
            $"{done} of {joining.Count + leaving.Count} members of one request are in group {group} as it wanted."
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
