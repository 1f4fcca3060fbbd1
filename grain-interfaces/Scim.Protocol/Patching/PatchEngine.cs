using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// Applies PATCH requests to canonical documents (RFC 7644 section 3.5.2) and understands what identity providers send
/// besides the RFC. Pure: the same input gives the same outcome, and the input stays as it is. Thread-safe.
/// </summary>
public static class PatchEngine
{
    /// <summary>
    /// Applies all operations in order, each seeing what the ones before it did, or none of them: when one fails, the
    /// exception is all there is. Changes to a group's members, which are no part of the document, come out as
    /// <see cref="PatchOutcome.MemberEdits"/>.
    /// </summary>
    /// <param name="type">The resource type, the one the request was read for.</param>
    /// <param name="current">The canonical document, with its <c>id</c>. It is not changed.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">The tenant's choices.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>, <see cref="ScimErrorKind.Mutability"/>
    /// or <see cref="ScimErrorKind.NoTarget"/>; the detail begins with the operation's index, op and path and holds no
    /// values.</exception>
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

        PatchExecution run = new(type, current, request.Ignored, options);
        foreach (PatchOperation operation in request.Operations)
        {
            try
            {
                foreach (PatchStep step in operation.Steps)
                    run.ApplyStep(operation.Kind, step);
            }
            catch (ScimException e)
            {
                throw PatchOperationReader.WithOperationLabel(operation.Label, e);
            }
        }

        return run.BuildOutcome(current);
    }
}
