namespace Scim.Conformance.Tests.Durability;

/// <summary>A new user.</summary>
public sealed class UserCreation(WriterModel roster, string name) : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) =>
        scim.PostAsync("/Users", RequestBodies.CreateUser(name, new { title = "created" }));

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response) =>
        roster.AddUser(new AcknowledgedUser(response.AssertStatus(201).Id, name, "created"));

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        if (seen.FindByName(name) is { } user)
            roster.AddUser(new AcknowledgedUser(user.Id, name, "created"));
        else
            roster.AddFreeName(name, wasInDoubt: true);
    }
}

/// <summary>Another userName and title for a user, in one request.</summary>
public sealed class UserRename(
    WriterModel roster,
    AcknowledgedUser person,
    string name,
    string title
) : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) =>
        scim.PatchAsync(
            $"/Users/{person.Id}",
            RequestBodies.CreatePatch(
                RequestBodies.ReplaceOperation("userName", name),
                RequestBodies.ReplaceOperation("title", title)
            )
        );

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response)
    {
        response.AssertStatus(200, 204);
        ApplyToModel(wasInDoubt: false);
    }

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        ObservedUser user = Assert.Contains(person.Id, seen.ById);
        if (user.Name == name && user.Title == title)
        {
            ApplyToModel(wasInDoubt: true);
            return;
        }
        Assert.True(
            user.Name == person.Name && user.Title == person.Title,
            $"Half of a rename to {name}, {title} happened: {user}"
        );
        roster.AddFreeName(name, wasInDoubt: true);
    }

    private void ApplyToModel(bool wasInDoubt)
    {
        roster.AddFreeName(person.Name, wasInDoubt);
        (person.Name, person.Title) = (name, title);
    }
}

/// <summary>The end of a user.</summary>
public sealed class UserDeletion(WriterModel roster, AcknowledgedUser person) : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) =>
        scim.DeleteAsync($"/Users/{person.Id}");

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response)
    {
        response.AssertStatus(204);
        roster.RemoveUser(person, wasInDoubt: false);
    }

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        if (!seen.ById.ContainsKey(person.Id))
            roster.RemoveUser(person, wasInDoubt: true);
    }
}

/// <summary>A create or rename that must be refused because the name is taken.</summary>
public sealed class RejectedNameChange(AcknowledgedUser holder, AcknowledgedUser? other)
    : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) =>
        other is null
            ? scim.PostAsync("/Users", RequestBodies.CreateUser(holder.Name.ToUpperInvariant()))
            : scim.PatchAsync(
                $"/Users/{other.Id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation("title", "never"),
                    RequestBodies.ReplaceOperation("userName", holder.Name)
                )
            );

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response) =>
        response.AssertError(409, "uniqueness");

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        // It changes nothing, whether it arrived or not; the comparison with the whole model shows that.
    }
}
