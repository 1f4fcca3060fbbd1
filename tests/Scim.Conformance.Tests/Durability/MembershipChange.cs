namespace Scim.Conformance.Tests.Durability;

/// <summary>Some users into a group and some out of it, in one request.</summary>
public sealed class MembershipChange(string group, IReadOnlyList<Person> joining, IReadOnlyList<Person> leaving) : Change
{
    /// <inheritdoc/>
    public override Task<ScimResponse> Send(ScimClient scim) => scim.Patch($"/Groups/{group}", Bodies.Patch(
    [
        .. leaving.Select(person => Bodies.Remove($"members[value eq \"{person.Id}\"]")),
        .. joining.Count == 0 ? [] : new[] { Bodies.Add("members", Bodies.Members(joining.Select(person => person.Id))) },
    ]));

    /// <inheritdoc/>
    public override void Answered(ScimResponse response)
    {
        response.Expect(200, 204);
        Happened();
    }

    /// <inheritdoc/>
    public override void Resolve(Observation seen)
    {
        int done = joining.Count(person => seen.Members(group).Contains(person.Id))
            + leaving.Count(person => !seen.Members(group).Contains(person.Id));
        Assert.True(done == 0 || done == joining.Count + leaving.Count,
            $"{done} of {joining.Count + leaving.Count} members of one request are in group {group} as it wanted.");
        if (done > 0)
            Happened();
    }

    private void Happened()
    {
        foreach (Person person in joining)
            person.Groups.Add(group);
        foreach (Person person in leaving)
            person.Groups.Remove(group);
    }
}
