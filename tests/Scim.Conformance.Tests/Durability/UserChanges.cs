namespace Scim.Conformance.Tests.Durability;

/// <summary>Creates a user.</summary>
public sealed class UserCreation(WriterModel model, string name) : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) =>
        scim.PostAsync("/Users", RequestBodies.CreateUser(name, new { title = "created" }));

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response) =>
        model.AddUser(new AcknowledgedUser(response.AssertStatus(201).Id, name, "created"));

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        if (seen.FindByName(name) is { } user)
            model.AddUser(new AcknowledgedUser(user.Id, name, "created"));
        else
            model.AddFreeName(name, outcomeUnknown: true);
    }
}

/// <summary>Changes a user's userName and title in one request.</summary>
public sealed class UserRename(WriterModel model, AcknowledgedUser person, string name, string title) : PendingChange
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
        ApplyToModel(outcomeUnknown: false);
    }

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        ObservedUser user = Assert.Contains(person.Id, seen.ById);
        if (user.Name == name && user.Title == title)
        {
            ApplyToModel(outcomeUnknown: true);
            return;
        }
        Assert.True(
            user.Name == person.Name && user.Title == person.Title,
            $"The rename to {name}, {title} took effect in part: {user}"
        );
        model.AddFreeName(name, outcomeUnknown: true);
    }

    private void ApplyToModel(bool outcomeUnknown)
    {
        model.AddFreeName(person.Name, outcomeUnknown);
        (person.Name, person.Title) = (name, title);
    }
}

/// <summary>Deletes a user.</summary>
public sealed class UserDeletion(WriterModel model, AcknowledgedUser person) : PendingChange
{
    /// <inheritdoc/>
    public override Task<ScimResponse> SendRequestAsync(ScimClient scim) => scim.DeleteAsync($"/Users/{person.Id}");

    /// <inheritdoc/>
    public override void ApplyResponse(ScimResponse response)
    {
        response.AssertStatus(204);
        model.RemoveUser(person, outcomeUnknown: false);
    }

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        if (!seen.ById.ContainsKey(person.Id))
            model.RemoveUser(person, outcomeUnknown: true);
    }
}

/// <summary>A create or rename that must be rejected because the name is taken.</summary>
public sealed class RejectedNameChange(AcknowledgedUser holder, AcknowledgedUser? other) : PendingChange
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
    public override void ApplyResponse(ScimResponse response) => response.AssertError(409, "uniqueness");

    /// <inheritdoc/>
    public override void ResolveUnanswered(TenantObservation seen)
    {
        // The request changes nothing, whether or not it arrived; the comparison with the whole model verifies this.
    }
}
