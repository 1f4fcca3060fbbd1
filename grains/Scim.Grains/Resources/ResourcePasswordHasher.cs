using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Scim.Grains.Resources;

/// <summary>
/// Hashes passwords with ASP.NET Core Identity's hasher (PBKDF2, salted): only the hash is kept, in the state beside
/// the document and in nothing that is searched or shown. About 50 ms of processor time each, which is the point.
/// </summary>
internal sealed class ResourcePasswordHasher(IOptions<PasswordHasherOptions> options)
{
    private readonly PasswordHasher<object> _hasher = new(options);

    /// <summary>The hash after a change.</summary>
    /// <param name="present">The hash so far, or null.</param>
    /// <param name="change">The change.</param>
    public string? ComputeNextHash(string? present, ResourceChange change) =>
        change.Password is { } password ? _hasher.HashPassword(this, password)
        : change.IsPasswordRemoved ? null
        : present;
}
