namespace Scim.Conformance.Tests.Durability;

/// <summary>A new user.</summary>
public sealed class Create(Roster roster, string name) : Change
{
    /// <inheritdoc/>
    public override Task<ScimResponse> Send(ScimClient scim) => scim.Post("/Users", Bodies.User(name, new { title = "created" }));

    /// <inheritdoc/>
    public override void Answered(ScimResponse response) => roster.Add(new Person(response.Expect(201).Id, name, "created"));

    /// <inheritdoc/>
    public override void Resolve(Observation seen)
    {
        if (seen.Named(name) is { } user)
            roster.Add(new Person(user.Id, name, "created"));
        else
            roster.Free(name, wasInDoubt: true);
    }
}

/// <summary>Another userName and title for a user, in one request.</summary>
public sealed class Rename(Roster roster, Person person, string name, string title) : Change
{
    /// <inheritdoc/>
    public override Task<ScimResponse> Send(ScimClient scim) =>
        scim.Patch($"/Users/{person.Id}", Bodies.Patch(Bodies.Replace("userName", name), Bodies.Replace("title", title)));

    /// <inheritdoc/>
    public override void Answered(ScimResponse response)
    {
        response.Expect(200, 204);
        Happened(wasInDoubt: false);
    }

    /// <inheritdoc/>
    public override void Resolve(Observation seen)
    {
        Seen user = Assert.Contains(person.Id, seen.ById);
        if (user.Name == name && user.Title == title)
        {
            Happened(wasInDoubt: true);
            return;
        }
        Assert.True(user.Name == person.Name && user.Title == person.Title, $"Half of a rename to {name}, {title} happened: {user}");
        roster.Free(name, wasInDoubt: true);
    }

    private void Happened(bool wasInDoubt)
    {
        roster.Free(person.Name, wasInDoubt);
        (person.Name, person.Title) = (name, title);
    }
}

/// <summary>The end of a user.</summary>
public sealed class Delete(Roster roster, Person person) : Change
{
    /// <inheritdoc/>
    public override Task<ScimResponse> Send(ScimClient scim) => scim.Delete($"/Users/{person.Id}");

    /// <inheritdoc/>
    public override void Answered(ScimResponse response)
    {
        response.Expect(204);
        roster.Remove(person, wasInDoubt: false);
    }

    /// <inheritdoc/>
    public override void Resolve(Observation seen)
    {
        if (!seen.ById.ContainsKey(person.Id))
            roster.Remove(person, wasInDoubt: true);
    }
}

/// <summary>A create or rename that must be refused because the name is taken.</summary>
public sealed class Refused(Person holder, Person? other) : Change
{
    /// <inheritdoc/>
    public override Task<ScimResponse> Send(ScimClient scim) => other is null
        ? scim.Post("/Users", Bodies.User(holder.Name.ToUpperInvariant()))
        : scim.Patch($"/Users/{other.Id}", Bodies.Patch(Bodies.Replace("title", "never"), Bodies.Replace("userName", holder.Name)));

    /// <inheritdoc/>
    public override void Answered(ScimResponse response) => response.ExpectError(409, "uniqueness");

    /// <inheritdoc/>
    public override void Resolve(Observation seen)
    {
        // It changes nothing, whether it arrived or not; the comparison with the whole model shows that.
    }
}
