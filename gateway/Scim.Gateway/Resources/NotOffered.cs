using Scim.Gateway.Routing;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>Endpoints of RFC 7644 that this server does not offer, and says so: 501.</summary>
internal static class NotOffered
{
    /// <summary><c>/Me</c> (RFC 7644 section 3.11): tokens belong to provisioning clients, not to persons.</summary>
    public static Task<Answer> Me(ScimRequest request) =>
        Task.FromResult<Answer>(new ScimError(ScimErrorKind.NotImplemented, "A token of this service stands for no user, so there is no /Me."));
}
