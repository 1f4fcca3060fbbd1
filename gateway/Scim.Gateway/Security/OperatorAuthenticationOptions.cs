using Microsoft.AspNetCore.Authentication;

namespace Scim.Gateway.Security;

/// <summary>The options of <see cref="OperatorAuthenticationHandler"/> and the names of its schemes.</summary>
internal sealed class OperatorAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>The name of the scheme for bearer tokens.</summary>
    public const string BearerScheme = "Scim.OperatorBearer";

    /// <summary>The name of the scheme for HTTP Basic.</summary>
    /// <remarks>
    /// There are two schemes because ASP.NET Core would make a single registered scheme the default and run it for
    /// every SCIM request.
    /// </remarks>
    public const string BasicScheme = "Scim.OperatorBasic";

    /// <summary>The user name for HTTP Basic; the password is the operator key.</summary>
    public const string UserName = "operator";

    /// <summary>The realm in challenges.</summary>
    public const string Realm = "operator";
}
