using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// Applies PATCH requests to canonical documents (RFC 7644 section 3.5.2), including the deviations that identity
/// providers send. Pure and thread-safe; the input is not modified.
/// </summary>
public static class PatchEngine
{
    /// <summary>
    /// Applies all operations in order, or none: each operation sees the result of the previous ones, and a failure
    /// discards all changes.
    /// </summary>
    /// <remarks>
    /// Changes to a group's members, which are not stored in the document, are returned as
    /// <see cref="PatchOutcome.MemberEdits"/>.
    /// </remarks>
    /// <param name="type">The resource type for which the request was parsed.</param>
    /// <param name="current">The canonical document with its <c>id</c>. It is not modified.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">The tenant's PATCH options.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>, <see cref="ScimErrorKind.Mutability"/>
    /// or <see cref="ScimErrorKind.NoTarget"/>. The detail begins with the index, op and path of the operation and
    /// contains no values.</exception>
    /// <example>
    /// Parse the body, apply it to the stored document, and write only if there is something to write. Identity
    /// providers repeat requests:
    /// <code>
    /// ResourceType user = BuiltInResourceTypes.User;
    /// PatchRequest request = PatchRequest.Parse(body, user, JsonLimits.Default, FilterLimits.Default);
    /// PatchOutcome outcome = PatchEngine.ApplyRequest(user, current, request, PatchOptions.Default);
    /// string? newPasswordHash = outcome.Password is { } password ? HashPassword(password) : null;
    /// if (outcome.IsChanged || outcome.IsPasswordRemoved)
    ///     SaveUser(outcome.Document, newPasswordHash, outcome.IsPasswordRemoved);
    /// </code>
    /// </example>
    public static PatchOutcome ApplyRequest(
        ResourceType type,
        JsonObject current,
        PatchRequest request,
        PatchOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);

        PatchExecution execution = new(type, current, request.Ignored, options);
        foreach (PatchOperation operation in request.Operations)
        {
            try
            {
                foreach (PatchStep step in operation.Steps)
                    execution.ApplyStep(operation.Kind, step);
            }
            catch (ScimException e)
            {
                throw PatchOperationReader.WithOperationLabel(operation.Label, e);
            }
        }

        return execution.BuildOutcome(current);
    }
}
