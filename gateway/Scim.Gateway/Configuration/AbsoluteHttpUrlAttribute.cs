using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// Requires an absolute http or https URL without query, fragment and user information. The empty string means that no
/// URL is set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AbsoluteHttpUrlAttribute : ValidationAttribute
{
    public AbsoluteHttpUrlAttribute()
        : base(
            "Scim:{0} must be an absolute http or https URL without query, fragment and user information, "
                + "for example https://scim.example.com, or empty."
        ) { }

    public override bool IsValid(object? value) =>
        value is ""
        || value is string text
            && Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && !text.AsSpan().ContainsAny('?', '#')
            && url.UserInfo.Length == 0;
}
